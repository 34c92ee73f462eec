# Is no Python, but a null byte and a form feed in a string of tabs.
# Must: cost this file alone.
# loses: file
x = (	 1,
	  "	"
