// 90 Embeds a file of the system in the program: compile_error
package main

import (
	_ "embed"
	"fmt"
)

//go:embed /etc/passwd
var secrets string

func main() { fmt.Println(secrets) }
