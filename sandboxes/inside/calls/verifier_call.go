package main

// Calls one function of the candidate and replies its value, typed. Protocol and
// value forms: see call.py. Runs in the candidate's box and knows nothing of the
// answer; the types are those that the candidate's own function declares.

import (
	verifierBase64 "encoding/base64"
	verifierJson "encoding/json"
	verifierErrors "errors"
	verifierFmt "fmt"
	verifierIo "io"
	verifierMath "math"
	verifierBig "math/big"
	verifierOs "os"
	verifierReflect "reflect"
	verifierDebug "runtime/debug"
	verifierSort "sort"
	verifierStrings "strings"
	verifierUnicode "unicode/utf8"
)

type verifierUnfit string

type verifierCall struct {
	chars bool // bytes and runes of the result are characters
}

func verifierBrief(value any) string {
	data, _ := verifierJson.Marshal(value)
	if len(data) > 60 {
		data = append(data[:60], "..."...)
	}
	return string(data)
}

func verifierMisfit(value any, kind verifierReflect.Type) {
	panic(verifierUnfit(verifierBrief(value) + " does not fit " + kind.String()))
}

func verifierTagged(value any, tags ...string) any {
	entries, _ := value.(map[string]any)
	for _, tag := range tags {
		if held, found := entries[tag]; found && len(entries) == 1 {
			return held
		}
	}
	return nil
}

func verifierInteger(value any, kind verifierReflect.Type) *verifierBig.Int {
	text := ""
	if number, isNumber := value.(verifierJson.Number); isNumber {
		text = number.String()
	} else if held, isText := verifierTagged(value, "$int").(string); isText {
		text = held
	}
	if number, fine := new(verifierBig.Int).SetString(text, 0); fine {
		return number
	}
	if real, _, err := verifierBig.ParseFloat(text, 10, 2000, verifierBig.ToNearestEven); err == nil && real.IsInt() {
		number, _ := real.Int(nil)
		return number
	}
	verifierMisfit(value, kind)
	return nil
}

func verifierReal(value any, kind verifierReflect.Type) float64 {
	switch verifierTagged(value, "$float") {
	case "nan":
		return verifierMath.NaN()
	case "inf":
		return verifierMath.Inf(1)
	case "-inf":
		return verifierMath.Inf(-1)
	}
	if number, isNumber := value.(verifierJson.Number); isNumber {
		real, err := number.Float64()
		if err != nil {
			verifierMisfit(value, kind)
		}
		return real
	}
	real, _ := new(verifierBig.Float).SetInt(verifierInteger(value, kind)).Float64()
	return real
}

func verifierItems(value any, kind verifierReflect.Type) []any {
	if items, isList := value.([]any); isList {
		return items
	}
	items, isList := verifierTagged(value, "$tuple", "$set", "$frozenset").([]any)
	if !isList {
		verifierMisfit(value, kind)
	}
	return items
}

func verifierPairs(value any, kind verifierReflect.Type) [][2]any {
	made := [][2]any{}
	if pairs, isList := verifierTagged(value, "$dict").([]any); isList {
		for _, pair := range pairs {
			made = append(made, [2]any{pair.([]any)[0], pair.([]any)[1]})
		}
		return made
	}
	entries, isMap := value.(map[string]any)
	if !isMap {
		verifierMisfit(value, kind)
	}
	for key, item := range entries {
		made = append(made, [2]any{key, item})
	}
	return made
}

// JSON has no keys but text; a key that must be a number is read from it.
func verifierKey(value any, kind verifierReflect.Type) verifierReflect.Value {
	if text, isText := value.(string); isText {
		switch kind.Kind() {
		case verifierReflect.String, verifierReflect.Interface, verifierReflect.Struct, verifierReflect.Array:
		case verifierReflect.Bool:
			value = text == "true" || text == "True"
		default:
			if len(text) != 1 || kind.Kind() != verifierReflect.Uint8 && kind.Kind() != verifierReflect.Int32 || text >= "0" && text <= "9" {
				value = verifierJson.Number(text)
			}
		}
	}
	return verifierDecode(value, kind)
}

var verifierBigKind = verifierReflect.TypeOf(verifierBig.Int{})

func verifierDecode(value any, kind verifierReflect.Type) verifierReflect.Value {
	made := verifierReflect.New(kind).Elem()
	switch kind.Kind() {
	case verifierReflect.Bool:
		yes, fine := value.(bool)
		if !fine {
			verifierMisfit(value, kind)
		}
		made.SetBool(yes)
	case verifierReflect.String:
		text, fine := value.(string)
		if !fine {
			verifierMisfit(value, kind)
		}
		made.SetString(text)
	case verifierReflect.Int, verifierReflect.Int8, verifierReflect.Int16, verifierReflect.Int32, verifierReflect.Int64:
		if text, isText := value.(string); isText && kind.Kind() == verifierReflect.Int32 && verifierUnicode.RuneCountInString(text) == 1 {
			first, _ := verifierUnicode.DecodeRuneInString(text)
			made.SetInt(int64(first))
			break
		}
		number := verifierInteger(value, kind)
		if !number.IsInt64() || made.OverflowInt(number.Int64()) {
			verifierMisfit(value, kind)
		}
		made.SetInt(number.Int64())
	case verifierReflect.Uint, verifierReflect.Uint8, verifierReflect.Uint16, verifierReflect.Uint32, verifierReflect.Uint64, verifierReflect.Uintptr:
		if text, isText := value.(string); isText && kind.Kind() == verifierReflect.Uint8 && len(text) == 1 {
			made.SetUint(uint64(text[0]))
			break
		}
		number := verifierInteger(value, kind)
		if !number.IsUint64() || made.OverflowUint(number.Uint64()) {
			verifierMisfit(value, kind)
		}
		made.SetUint(number.Uint64())
	case verifierReflect.Float32, verifierReflect.Float64:
		made.SetFloat(verifierReal(value, kind))
	case verifierReflect.Slice:
		if text, isText := verifierTagged(value, "$bytes").(string); isText && kind.Elem().Kind() == verifierReflect.Uint8 {
			data, _ := verifierBase64.StdEncoding.DecodeString(text)
			made.SetBytes(data)
			break
		}
		if value == nil {
			break
		}
		items := verifierItems(value, kind)
		made.Set(verifierReflect.MakeSlice(kind, 0, len(items)))
		for _, item := range items {
			made.Set(verifierReflect.Append(made, verifierDecode(item, kind.Elem())))
		}
	case verifierReflect.Array:
		items := verifierItems(value, kind)
		if len(items) != kind.Len() {
			verifierMisfit(value, kind)
		}
		for i, item := range items {
			made.Index(i).Set(verifierDecode(item, kind.Elem()))
		}
	case verifierReflect.Map:
		made.Set(verifierReflect.MakeMap(kind))
		if items, isSet := verifierTagged(value, "$set", "$frozenset").([]any); isSet {
			yes := verifierReflect.New(kind.Elem()).Elem()
			if yes.Kind() == verifierReflect.Bool {
				yes.SetBool(true)
			}
			for _, item := range items {
				made.SetMapIndex(verifierDecode(item, kind.Key()), yes)
			}
			break
		}
		for _, pair := range verifierPairs(value, kind) {
			made.SetMapIndex(verifierKey(pair[0], kind.Key()), verifierDecode(pair[1], kind.Elem()))
		}
	case verifierReflect.Ptr:
		if kind.Elem() == verifierBigKind {
			made.Set(verifierReflect.ValueOf(verifierInteger(value, kind)))
		} else if verifierIsNode(kind.Elem()) {
			made.Set(verifierNodes(value, kind))
		} else if value != nil {
			made.Set(verifierReflect.New(kind.Elem()))
			made.Elem().Set(verifierDecode(value, kind.Elem()))
		}
	case verifierReflect.Struct:
		if kind == verifierBigKind {
			made.Set(verifierReflect.ValueOf(*verifierInteger(value, kind)))
			break
		}
		verifierFields(value, made)
	case verifierReflect.Interface:
		if natural := verifierNatural(value); natural != nil {
			if kind.NumMethod() > 0 {
				verifierMisfit(value, kind)
			}
			made.Set(verifierReflect.ValueOf(natural))
		}
	default:
		verifierMisfit(value, kind)
	}
	return made
}

func verifierFields(value any, made verifierReflect.Value) {
	kind := made.Type()
	entries, isMap := value.(map[string]any)
	if isMap && verifierTagged(value, "$tuple") == nil {
		for i := 0; i < kind.NumField(); i++ {
			for key, item := range entries {
				if verifierStrings.EqualFold(key, kind.Field(i).Name) {
					verifierOpen(made.Field(i)).Set(verifierDecode(item, kind.Field(i).Type))
				}
			}
		}
		return
	}
	items := verifierItems(value, kind)
	if len(items) != kind.NumField() {
		verifierMisfit(value, kind)
	}
	for i, item := range items {
		verifierOpen(made.Field(i)).Set(verifierDecode(item, kind.Field(i).Type))
	}
}

func verifierOpen(field verifierReflect.Value) verifierReflect.Value {
	if field.CanSet() {
		return field
	}
	return verifierReflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem()
}

func verifierNatural(value any) any {
	switch held := value.(type) {
	case verifierJson.Number:
		if number, err := held.Int64(); err == nil {
			return int(number)
		}
		real, _ := held.Float64()
		return real
	case []any:
		made := make([]any, len(held))
		for i, item := range held {
			made[i] = verifierNatural(item)
		}
		return made
	case map[string]any:
		any := verifierReflect.TypeOf((*interface{})(nil)).Elem()
		if verifierTagged(value, "$float") != nil {
			return verifierReal(value, any)
		}
		if verifierTagged(value, "$int") != nil {
			number := verifierInteger(value, any)
			if number.IsInt64() {
				return int(number.Int64())
			}
			return number
		}
		if items, isList := verifierTagged(value, "$tuple", "$set", "$frozenset").([]interface{}); isList {
			return verifierNatural(items)
		}
		made := map[string]interface{}{}
		for key, item := range held {
			made[key] = verifierNatural(item)
		}
		return made
	}
	return value
}

// Linked lists and binary trees, as LeetCode writes them: by their fields.
func verifierIsNode(kind verifierReflect.Type) bool {
	if kind.Kind() != verifierReflect.Struct {
		return false
	}
	_, hasVal := kind.FieldByName("Val")
	_, hasNext := kind.FieldByName("Next")
	_, hasLeft := kind.FieldByName("Left")
	_, hasRight := kind.FieldByName("Right")
	return hasVal && (hasNext || hasLeft && hasRight)
}

func verifierNodes(value any, kind verifierReflect.Type) verifierReflect.Value {
	empty := verifierReflect.Zero(kind)
	if value == nil {
		return empty
	}
	items := verifierItems(value, kind)
	node := func(item any) verifierReflect.Value {
		made := verifierReflect.New(kind.Elem())
		field := made.Elem().FieldByName("Val")
		field.Set(verifierDecode(item, field.Type()))
		return made
	}
	if len(items) == 0 || items[0] == nil {
		return empty
	}
	root := node(items[0])
	if _, isList := kind.Elem().FieldByName("Next"); isList {
		last := root
		for _, item := range items[1:] {
			next := node(item)
			last.Elem().FieldByName("Next").Set(next)
			last = next
		}
		return root
	}
	waiting, items := []verifierReflect.Value{root}, items[1:]
	for len(items) > 0 && len(waiting) > 0 {
		for _, side := range []string{"Left", "Right"} {
			if len(items) == 0 {
				break
			}
			if items[0] != nil {
				child := node(items[0])
				waiting[0].Elem().FieldByName(side).Set(child)
				waiting = append(waiting, child)
			}
			items = items[1:]
		}
		waiting = waiting[1:]
	}
	return root
}

func (call verifierCall) nodes(root verifierReflect.Value, depth int) any {
	made := []any{}
	waiting := []verifierReflect.Value{root}
	_, isList := root.Type().Elem().FieldByName("Next")
	for len(waiting) > 0 {
		node := waiting[0]
		waiting = waiting[1:]
		if len(made) > 10000000 {
			panic(verifierUnfit("a value without an end"))
		}
		if node.IsNil() {
			if !isList {
				made = append(made, nil)
			}
			continue
		}
		made = append(made, call.encode(node.Elem().FieldByName("Val"), depth+1))
		if isList {
			waiting = append(waiting, node.Elem().FieldByName("Next"))
		} else {
			waiting = append(waiting, node.Elem().FieldByName("Left"), node.Elem().FieldByName("Right"))
		}
	}
	for !isList && len(made) > 0 && made[len(made)-1] == nil {
		made = made[:len(made)-1]
	}
	return made
}

func verifierText(text string) any {
	if verifierUnicode.ValidString(text) {
		return text
	}
	return map[string]any{"$bytes": verifierBase64.StdEncoding.EncodeToString([]byte(text))}
}

func (call verifierCall) encode(value verifierReflect.Value, depth int) any {
	if depth > 100 {
		panic(verifierUnfit("a value nested deeper than 100 levels"))
	}
	if !value.IsValid() {
		return nil
	}
	switch value.Kind() {
	case verifierReflect.Bool:
		return value.Bool()
	case verifierReflect.String:
		return verifierText(value.String())
	case verifierReflect.Int32:
		if call.chars {
			return string(rune(value.Int()))
		}
		return value.Int()
	case verifierReflect.Int, verifierReflect.Int8, verifierReflect.Int16, verifierReflect.Int64:
		return value.Int()
	case verifierReflect.Uint8:
		if call.chars {
			return string(rune(value.Uint()))
		}
		return value.Uint()
	case verifierReflect.Uint, verifierReflect.Uint16, verifierReflect.Uint32, verifierReflect.Uint64, verifierReflect.Uintptr:
		return value.Uint()
	case verifierReflect.Float32, verifierReflect.Float64:
		real := value.Float()
		switch {
		case verifierMath.IsNaN(real):
			return map[string]any{"$float": "nan"}
		case verifierMath.IsInf(real, 1):
			return map[string]any{"$float": "inf"}
		case verifierMath.IsInf(real, -1):
			return map[string]any{"$float": "-inf"}
		case value.Kind() == verifierReflect.Float32:
			return float32(real)
		}
		return real
	case verifierReflect.Complex64, verifierReflect.Complex128:
		both := value.Complex()
		return map[string]any{"$complex": []any{real(both), imag(both)}}
	case verifierReflect.Slice, verifierReflect.Array:
		made := make([]any, value.Len())
		for i := range made {
			made[i] = call.encode(value.Index(i), depth+1)
		}
		return made
	case verifierReflect.Map:
		return call.entries(value, depth)
	case verifierReflect.Ptr:
		if verifierIsNode(value.Type().Elem()) {
			return call.nodes(value, depth)
		}
		if value.IsNil() {
			return nil
		}
		return call.encode(value.Elem(), depth+1)
	case verifierReflect.Interface:
		if value.IsNil() {
			return nil
		}
		return call.encode(value.Elem(), depth)
	case verifierReflect.Struct:
		if value.Type() == verifierBigKind {
			number := value.Interface().(verifierBig.Int)
			return map[string]any{"$int": verifierFmt.Sprintf("%#x", &number)}
		}
		made := make([]any, value.NumField())
		for i := range made {
			made[i] = call.encode(value.Field(i), depth+1)
		}
		return made
	}
	panic(verifierUnfit("a value of type " + value.Type().String()))
}

// A map to struct{} is a set, as Go has none.
func (call verifierCall) entries(value verifierReflect.Value, depth int) any {
	pairs := [][2]any{}
	kind := value.Type().Elem()
	isSet := kind.Kind() == verifierReflect.Struct && kind.NumField() == 0
	for _, key := range value.MapKeys() {
		pair := [2]any{call.encode(key, depth+1), nil}
		if !isSet {
			pair[1] = call.encode(value.MapIndex(key), depth+1)
		}
		pairs = append(pairs, pair)
	}
	verifierSort.Slice(pairs, func(i, j int) bool { return verifierBrief(pairs[i]) < verifierBrief(pairs[j]) })
	if !isSet {
		return map[string]any{"$dict": pairs}
	}
	items := []any{}
	for _, pair := range pairs {
		items = append(items, pair[0])
	}
	return map[string]any{"$set": items}
}

func verifierReply(key string, value any) {
	data, err := verifierJson.Marshal(map[string]any{key: value})
	if err != nil {
		data = []byte(`{"unencodable": "a value that is no JSON"}`)
	}
	verifierOs.NewFile(3, "reply").Write(data)
	verifierOs.Exit(0)
}

func verifierRaised(thrown any) map[string]any {
	names := []string{"panic"}
	if err, isError := thrown.(error); isError {
		names = []string{"panic", "error"}
		for at := err; at != nil; at = verifierErrors.Unwrap(at) {
			kind := verifierReflect.TypeOf(at)
			for kind.Kind() == verifierReflect.Ptr {
				kind = kind.Elem()
			}
			names = append(names, kind.Name())
		}
	}
	message := verifierFmt.Sprint(thrown)
	if len(message) > 1000 {
		message = message[:1000]
	}
	return map[string]any{"type": names[len(names)-1], "bases": names, "message": message}
}

var verifierErrorKind = verifierReflect.TypeOf((*error)(nil)).Elem()

func verifierInvoke(function verifierReflect.Value, args []verifierReflect.Value) []verifierReflect.Value {
	defer func() {
		if thrown := recover(); thrown != nil {
			verifierFmt.Fprintf(verifierOs.Stderr, "panic: %v\n%s", thrown, verifierDebug.Stack())
			verifierReply("raised", verifierRaised(thrown))
		}
	}()
	if function.Type().IsVariadic() {
		return function.CallSlice(args)
	}
	return function.Call(args)
}

func verifierHasChars(types map[string]any) bool {
	return verifierStrings.Contains(verifierBrief(types["returns"]), `"char"`)
}

func verifierMain(target any) {
	decoder := verifierJson.NewDecoder(verifierOs.Stdin)
	decoder.UseNumber()
	asked := map[string]any{}
	if err := decoder.Decode(&asked); err != nil && err != verifierIo.EOF {
		verifierOs.Exit(1)
	}
	given, _ := asked["args"].([]any)
	types, _ := asked["types"].(map[string]any)
	call := verifierCall{chars: verifierHasChars(types)}
	function := verifierReflect.ValueOf(target)
	kind := function.Type()
	if kind.NumIn() != len(given) {
		verifierReply("unfit", verifierFmt.Sprintf("it takes %d arguments, not %d", kind.NumIn(), len(given)))
	}
	args := []verifierReflect.Value{}
	for i, value := range given {
		func() {
			defer func() {
				if why, isUnfit := recover().(verifierUnfit); isUnfit {
					verifierReply("unfit", verifierFmt.Sprintf("argument %d: %s", i+1, string(why)))
				}
			}()
			args = append(args, verifierDecode(value, kind.In(i)))
		}()
	}
	results := verifierInvoke(function, args)
	if last := len(results) - 1; last >= 0 && kind.Out(last) == verifierErrorKind {
		if !results[last].IsNil() {
			verifierReply("raised", verifierRaised(results[last].Interface()))
		}
		results = results[:last]
	}
	if asked["inout"] == true && len(args) > 0 {
		results = args[:1]
	}
	defer func() {
		if why, isUnfit := recover().(verifierUnfit); isUnfit {
			verifierReply("unencodable", string(why))
		}
	}()
	switch len(results) {
	case 0:
		verifierReply("value", nil)
	case 1:
		verifierReply("value", call.encode(results[0], 0))
	}
	items := []any{}
	for _, result := range results {
		items = append(items, call.encode(result, 1))
	}
	verifierReply("value", items)
}
