# 48 Leaves the file in a directory that is a symbolic link: wrong_answer
import os

os.symlink("/etc", "folder")
