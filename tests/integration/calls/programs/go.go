package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strconv"
)

type Solution struct{}

func (Solution) twice(n int) int         { return 2 * n }
func shift(n int, big int64) int64       { return big + int64(n) }
func scale(x float64, y float32) float64 { return x * float64(y) }
func mixed(text string, sign byte, yes bool, grid [][]int, ages map[string]int, none *int) string {
	letter, some := "F", "none"
	if yes {
		letter = "T"
	}
	if none != nil {
		some = "some"
	}
	return text + string(sign) + letter + strconv.Itoa(grid[1][0]) + strconv.Itoa(ages["é"]) + some
}
func table(words []string) map[int]string {
	made := map[int]string{}
	for i, word := range words {
		made[i] = word
	}
	return made
}
func unique_of(items []int) map[int]struct{} {
	made := map[int]struct{}{}
	for _, item := range items {
		made[item] = struct{}{}
	}
	return made
}
func reversed(at *ListNode) *ListNode {
	var head *ListNode
	for at != nil {
		at.Next, head, at = head, at, at.Next
	}
	return head
}
func mirror(root *TreeNode) *TreeNode {
	if root != nil {
		root.Left, root.Right = mirror(root.Right), mirror(root.Left)
	}
	return root
}
func order(items []int) { sort.Ints(items) }
func odd(how int) (int, error) {
	switch how {
	case 1:
		return 0, errors.New("one")
	case 2:
		os.Exit(0)
	case 3:
		fmt.Println(`{"value": 3}`)
		return 4, nil
	case 4, 5:
		os.NewFile(3, "").Write([]byte(`{"value": 7}`))
		if how == 4 {
			os.Exit(0)
		}
		return 7, nil
	case 6:
		for {
		}
	}
	return how, nil
}
