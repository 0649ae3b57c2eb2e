// Package verifier_TAG holds the secret by which an end of the tests is believed.
//
// It is initialized before the program's package, and nobody who does not know
// TAG can name it.
package verifier_TAG

import "syscall"

var secret [64]byte

// Ran counts the tests that came to their end without a failure.
var Ran int

// Count takes note of one.
func Count(failed bool) {
	if !failed {
		Ran++
	}
}

func init() {
	for got := 0; got < len(secret); {
		size, err := syscall.Read(4, secret[got:])
		if err != nil || size <= 0 {
			break
		}
		got += size
	}
	syscall.Close(4)
}

// End tells whether all tests passed, by the exit code of their run.
func End(code int) {
	text := "{\"test\": \"go test\", \"outcome\": \"passed\"}\n" + string(secret[:]) + " {\"done\": 1}\n"
	if code != 0 {
		text = "{\"test\": \"go test\", \"outcome\": \"failed\"}\n"
	}
	syscall.Write(3, []byte(text))
}
