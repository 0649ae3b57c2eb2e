package main

import "os"

func main() {
	var values []int
	println(values[len(os.Args)])
}
