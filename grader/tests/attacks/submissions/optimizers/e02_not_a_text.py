# Is no Python, but a null byte and a form feed in a string of tabs.
# Must: cost its own lines alone; what stands above them is right.
# deserves: 1
# loses: file
x = (	 1,
	  "	"
