<?php
// Calls one function of the candidate and replies its value, typed. Protocol and
// value forms: see call.py. Runs in the candidate's box and knows nothing of the
// answer.
namespace Verifier;

const MAX_DEPTH = 100;
const MAX_NODES = 10000000;

final class Unencodable extends \Exception {}

function integer(string $text): int|float|string
{
    $negative = str_starts_with($text, '-');
    $digits = ltrim($text, '-');
    if (!str_starts_with($digits, '0x')) return filter_var($text, FILTER_VALIDATE_INT) !== false ? (int) $text : (float) $text;
    $number = hexdec(substr($digits, 2));
    return $negative ? -$number : $number;
}

function decode(mixed $tree): mixed
{
    if (is_array($tree)) return array_map(decode(...), $tree);
    if (!is_object($tree)) return $tree;
    $entries = get_object_vars($tree);
    if (count($entries) === 1 && str_starts_with((string) array_key_first($entries), '$')) {
        $body = reset($entries);
        switch (array_key_first($entries)) {
            case '$tuple': case '$set': case '$frozenset': return decode($body);
            case '$int': return integer($body);
            case '$float': return ['nan' => NAN, 'inf' => INF, '-inf' => -INF][$body];
            case '$bytes': return base64_decode($body);
            case '$dict':
                $made = [];
                foreach ($body as [$key, $item]) $made[decode($key)] = decode($item);
                return $made;
        }
    }
    return array_map(decode(...), $entries);
}

// Linked lists and trees, as LeetCode writes them; the signature names them.
function decode_as(mixed $value, array $type): mixed
{
    switch ($type[0]) {
        case 'ListNode':
            $head = null;
            foreach (array_reverse($value ?? []) as $item) {
                $node = new \ListNode(decode($item));
                $node->next = $head;
                $head = $node;
            }
            return $head;
        case 'TreeNode':
            return tree($value ?? []);
        case 'optional':
            return $value === null ? null : decode_as($value, $type[1]);
        case 'list':
            return is_array($value) ? array_map(fn($item) => decode_as($item, $type[1]), $value) : decode($value);
        default:
            return decode($value);
    }
}

function tree(array $values): ?object
{
    if (!$values || $values[0] === null) return null;
    $root = new \TreeNode(decode($values[0]));
    $waiting = [$root];
    for ($at = 1, $next = 0; $at < count($values) && $next < count($waiting); $next++) {
        foreach (['left', 'right'] as $side) {
            $item = $values[$at++] ?? null;
            if ($item === null) continue;
            $waiting[] = $waiting[$next]->$side = new \TreeNode(decode($item));
        }
    }
    return $root;
}

function encode(mixed $value, int $depth = 0): mixed
{
    if ($depth > MAX_DEPTH) throw new Unencodable('a value nested deeper than ' . MAX_DEPTH . ' levels');
    if (is_float($value) && !is_finite($value)) return ['$float' => is_nan($value) ? 'nan' : ($value > 0 ? 'inf' : '-inf')];
    if ($value === null || is_scalar($value)) return is_string($value) && !mb_check($value) ? ['$bytes' => base64_encode($value)] : $value;
    if ($value instanceof \Traversable) $value = iterator_to_array($value);
    if (is_object($value)) {
        if ($value instanceof \Closure) throw new Unencodable('a value of type Closure');
        $value = get_object_vars($value);
    }
    if (!is_array($value)) throw new Unencodable('a value of type ' . get_debug_type($value));
    if (array_is_list($value)) return array_map(fn($item) => encode($item, $depth + 1), $value);
    $pairs = [];
    foreach ($value as $key => $item) $pairs[] = [encode($key), encode($item, $depth + 1)];
    return ['$dict' => $pairs];
}

function mb_check(string $text): bool
{
    return preg_match('//u', $text) === 1;
}

function encode_as(mixed $value, ?array $type): mixed
{
    switch ($type[0] ?? '') {
        case 'ListNode': case 'TreeNode':
            return nodes($value, $type[0]);
        case 'optional':
            return $value === null ? null : encode_as($value, $type[1]);
        case 'list':
            return is_array($value) ? array_map(fn($item) => encode_as($item, $type[1]), array_values($value)) : encode($value);
        case 'set':
            return ['$set' => encode(array_values($value))];
        case 'map':
            if (!is_array($value)) return encode($value);
            $pairs = [];
            foreach ($value as $key => $item) $pairs[] = [encode($key), encode($item)];
            return ['$dict' => $pairs];
        default:
            return encode($value);
    }
}

function nodes(?object $root, string $kind): array
{
    $values = [];
    $waiting = [$root];
    for ($next = 0; $next < count($waiting); $next++) {
        $node = $waiting[$next];
        if ($next > MAX_NODES) throw new Unencodable('a value without an end');
        if ($node === null) {
            if ($kind === 'TreeNode') $values[] = null;
            continue;
        }
        $values[] = encode($node->val);
        if ($kind === 'TreeNode') array_push($waiting, $node->left, $node->right);
        else $waiting[] = $node->next;
    }
    while ($values && end($values) === null) array_pop($values);
    return $values;
}

function reply(array $document): never
{
    while (ob_get_level()) ob_end_flush();
    $data = json_encode($document, JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION, 1024);
    if ($data === false) $data = '{"unencodable": "a value that is no JSON"}';
    fwrite(fopen('php://fd/3', 'w'), $data);
    exit(0);
}

function raised(\Throwable $error): array
{
    $names = array_merge([get_class($error)], array_values(class_parents($error)));
    $names = array_map(fn($name) => substr('\\' . $name, strrpos('\\' . $name, '\\') + 1), $names);
    fwrite(STDERR, $error . "\n");
    return ['raised' => ['type' => $names[0], 'bases' => $names, 'message' => mb_check($error->getMessage()) ? substr($error->getMessage(), 0, 1000) : '']];
}

function call(object $call): array
{
    $kinds = $call->types->args ?? [];
    $args = [];
    foreach ($call->args as $index => $value) $args[] = isset($kinds[$index]) ? decode_as($value, $kinds[$index]) : decode($value);
    $name = $call->method ?? $call->function;
    if (isset($call->class_name)) {
        if (!class_exists($call->class_name)) return ['missing' => "there is no '$call->class_name'"];
        $target = [new $call->class_name(), $name];
        if (!method_exists(...$target)) return ['missing' => "'$call->class_name' has no method '$name'"];
        $method = new \ReflectionMethod(...$target);
        $invoke = fn(array $given) => $method->invokeArgs($method->isStatic() ? null : $target[0], $given);
    } else {
        if (!function_exists($name)) return ['missing' => "there is no '$name'"];
        $method = new \ReflectionFunction($name);
        $invoke = fn(array $given) => $method->invokeArgs($given);
    }
    if ($method->getNumberOfRequiredParameters() > count($args)) return ['unfit' => 'it takes ' . $method->getNumberOfParameters() . ' arguments, not ' . count($args)];
    $given = [];
    foreach (array_keys($args) as $index) $given[] = &$args[$index];  // some change what they are given
    $value = $invoke($given);
    if ($call->inout ?? false) return ['value' => encode_as($args[0], $kinds[0] ?? null)];
    return ['value' => encode_as($value, $call->types->returns ?? null)];
}

(function () {
    $call = json_decode(stream_get_contents(STDIN), false, 1024);
    if (isset($call->types)) {
        eval('class ListNode { public $val; public $next; function __construct($val = 0, $next = null) { $this->val = $val; $this->next = $next; } }');
        eval('class TreeNode { public $val; public $left; public $right; function __construct($val = 0, $left = null, $right = null) { $this->val = $val; $this->left = $left; $this->right = $right; } }');
    }
    try {
        require getcwd() . '/' . $GLOBALS['argv'][1];
        reply(call($call));
    } catch (Unencodable $error) {
        reply(['unencodable' => $error->getMessage()]);
    } catch (\Throwable $error) {
        reply(raised($error));
    }
})();
