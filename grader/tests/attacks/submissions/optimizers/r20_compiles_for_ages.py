# Is a small source that takes gigabytes to compile.
# Must: be bounded in memory and time, and cost this file alone.
# loses: file
X = ((((((((((1,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99,) * 99
exec("x = " + "(" * 90 + "1" + ",) * 999" * 90)
raise MemoryError
