package main

import "fmt"

func main() {
	var count, total int
	fmt.Scan(&count)
	for number := 1; number <= count; number++ {
		total += number
	}
	fmt.Println(total)
}
