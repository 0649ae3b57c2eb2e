
type verifierNumber interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 |
		~uint64 | ~uintptr | ~float32 | ~float64 | ~complex64 | ~complex128
}

type verifierSum interface{ verifierNumber | ~string }

func verifierWide(values ...any) ([]int64, bool) {
	wide := make([]int64, len(values))
	for at, value := range values {
		switch it := value.(type) {
		case int:
			wide[at] = int64(it)
		case int64:
			wide[at] = it
		case int32:
			wide[at] = int64(it)
		default:
			return nil, false
		}
	}
	return wide, true
}

func verifierPlus[T verifierSum](a, b T) T {
	c := a + b
	if it, ok := verifierWide(a, b, c); ok && (it[2] < it[0]) != (it[1] < 0) {
		panic("integer overflow")
	}
	return c
}

func verifierMinus[T verifierNumber](a, b T) T {
	c := a - b
	if it, ok := verifierWide(a, b, c); ok && (it[2] > it[0]) != (it[1] < 0) {
		panic("integer overflow")
	}
	return c
}

func verifierTimes[T verifierNumber](a, b T) T {
	c := a * b
	if it, ok := verifierWide(a, b, c); ok && it[0] != 0 && (it[2]/it[0] != it[1] || it[0] == -1 && it[1] == it[2] && it[1] != 0) {
		panic("integer overflow")
	}
	return c
}
