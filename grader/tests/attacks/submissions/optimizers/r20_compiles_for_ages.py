# Is a small source that takes gigabytes to compile.
# Must: be bounded in memory and time, and cost itself alone.
# loses: file
# deserves: 1
X = ((((((((((1,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99
exec("x = " + "(" * 90 + "1" + ",) * 999" * 90)
raise MemoryError
