# Has so many brackets in brackets that the parser gives up.
# Must: cost its own lines alone; what stands above them is right.
# deserves: 1
# loses: file
x = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))
