// Package verifier_TAG holds the secret by which an end of the tests is believed.
//
// It is initialized before the program's package, and nobody who does not know
// TAG can name it.
package verifier_TAG

import "syscall"

var secret [64]byte

// Ran counts the tests that came to their end without a failure, told all that
// were told of one by one.
var Ran, told int

// Count takes note of one, and tells of it if it is to be told of by its name.
func Count(name string, failed bool) {
	outcome := "failed"
	if !failed {
		Ran++
		outcome = "passed"
	}
	if EACH {
		told++
		syscall.Write(3, []byte("{\"test\": \""+name+"\", \"outcome\": \""+outcome+"\"}\n"))
	}
}

func digits(number int) string {
	if number < 10 {
		return string(rune('0' + number))
	}
	return digits(number/10) + digits(number%10)
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
	if EACH {
		if code == 0 && told > 0 {
			syscall.Write(3, []byte(string(secret[:])+" {\"done\": "+digits(told)+"}\n"))
		}
		return
	}
	text := "{\"test\": \"go test\", \"outcome\": \"passed\"}\n" + string(secret[:]) + " {\"done\": 1}\n"
	if code != 0 {
		text = "{\"test\": \"go test\", \"outcome\": \"failed\"}\n"
	}
	syscall.Write(3, []byte(text))
}
