// 90 Has the toolchain run a command, or would like to: accepted
package main

//go:generate touch /tmp/ran

import (
	"fmt"
	"os"
)

func main() {
	if _, err := os.Stat("/tmp/ran"); err == nil {
		fmt.Println("GOT THROUGH")
		return
	}
	fmt.Println("contained")
}
