// 90 Gives the C compiler options from the source: compile_error
package main

// #cgo CFLAGS: -fplugin=/box/plugin.so
// #cgo LDFLAGS: -Wl,-wrapper,/bin/sh
import "C"

func main() {}
