# 91 Stands for a compiler that ends well and leaves nothing: compile_error
exit 0
