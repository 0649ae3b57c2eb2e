package main

import "fmt"

func depth(count int) int {
	if count == 0 {
		return 0
	}
	return 1 + depth(count-1)
}

func main() {
	var count int
	fmt.Scan(&count)
	fmt.Println(depth(count))
}
