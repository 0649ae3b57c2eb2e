<?php
// Runs test code in one process with a program, and tells of its end.
// usage: php -d auto_prepend_file=verifier_shared.php SOURCE FRAMEWORK
//
// So the program runs as PHP's main file, and the tests when it has ended.
// Descriptor 4 gives two secrets and, once the program is loaded, a JSON line with
// the tests; 3 is written. `verifier/graders/line.py` is at the other end. The
// secrets are variables of a function that no other code can name: functions that
// show the stack with its objects, or other handles of a stream, are disabled when PHP
// is started. PHPUnit is loaded before the program, so that no class takes its place.
namespace Verifier\Shared {

    use PHPUnit\Framework\AssertionFailedError;
    use PHPUnit\Framework\ExceptionWrapper;
    use SebastianBergmann\Comparator\Factory;

    const LIBRARIES = ['PHPUnit', 'SebastianBergmann', 'DeepCopy', 'Prophecy', 'Doctrine'];

    function entry(string $name, string $outcome, string $message = '', ?string $raised = null): string
    {
        $entry = ['test' => $name, 'outcome' => $outcome, 'message' => \substr($message, 0, 2000), 'raised' => $raised];
        return \json_encode($entry, \JSON_INVALID_UTF8_SUBSTITUTE | \JSON_PARTIAL_OUTPUT_ON_ERROR) . "\n";
    }

    function failure(string $name, \Throwable $error): string
    {
        $kind = $error instanceof ExceptionWrapper ? $error->getClassName() : \get_class($error);
        \fwrite(\STDERR, $kind . ': ' . $error->getMessage() . "\n");
        $raised = $error instanceof AssertionFailedError || $error instanceof \AssertionError ? null : $kind;
        return entry($name, 'failed', $kind . ': ' . $error->getMessage(), $raised);
    }

    /** Load all of PHPUnit: what is there cannot be declared by a program. */
    function prepare(string $framework): void
    {
        if ($framework !== 'phpunit') return;
        require_once '/usr/share/php/PHPUnit/Autoload.php';
        require_once __DIR__ . '/verifier_phpunit.php';
        foreach (['PHPUnit/Framework', 'PHPUnit/Util', 'SebastianBergmann/Comparator', 'SebastianBergmann/Exporter'] as $folder) {
            $found = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator("/usr/share/php/$folder"));
            foreach ($found as $file) {
                $name = \substr((string) $file, \strlen('/usr/share/php/'), -4);
                if (\str_ends_with((string) $file, '.php') && \preg_match('~/[A-Z]\w+$~', $name)) \class_exists(\strtr($name, '/', '\\'));
            }
        }
    }

    /** What a program put in the place of what judges; null if nothing. */
    function changed(string $framework): ?string
    {
        foreach (\get_defined_functions()['user'] as $name) {
            $library = \explode('\\', $name)[0];
            foreach (LIBRARIES as $it) if (\strtolower($it) === $library && (new \ReflectionFunction($name))->getFileName() !== false
                && !\str_starts_with((new \ReflectionFunction($name))->getFileName(), '/usr/share/php/')) return $name;
        }
        if ($framework !== 'phpunit') return null;
        $own = new \ReflectionProperty(Factory::class, 'customComparators');
        $own->setAccessible(true);
        return $own->getValue(Factory::getInstance()) ? Factory::class : null;
    }

    function put(object $files): void
    {
        foreach (\get_object_vars($files) as $path => $data) {
            if (!\is_dir(\dirname($path))) \mkdir(\dirname($path), 0o777, true);
            if (\is_link($path) || \is_file($path)) \unlink($path);
            \file_put_contents($path, \base64_decode($data));
        }
    }

    /** Paths that the tests name and that are not there are the program, which is loaded. */
    function without_program(string $code): string
    {
        $pattern = '~^[ \t]*(?:require|include)(?:_once)?\b[^;\n]*[\'"]([\w./-]+)[\'"][^;\n]*;~m';
        return \preg_replace_callback($pattern, function ($found) {
            $path = \ltrim($found[1], '/');
            return \is_file($path) && \realpath($path) !== \realpath($_SERVER['SCRIPT_FILENAME']) ? $found[0] : '';
        }, $code);
    }

    function texts(object $asked): array
    {
        $code = $asked->prelude . $asked->code;
        if (\trim($code) !== '') return [$code];
        $files = \array_keys(\get_object_vars($asked->files));
        $found = \preg_grep('~(?:Test|_test)\.php$~', $files) ?: \preg_grep('~\.php$~', $files);
        return \array_map(fn($path) => \file_get_contents($path), $found);
    }

    function as_code(string $text): string
    {
        $text = without_program($text);
        return \preg_match('~^\s*(?:#![^\n]*\n)?\s*<\?(?:php\b)?~i', $text, $found) ? \substr($text, \strlen($found[0])) : $text;
    }

    function is_code(string $text): ?string
    {
        try {
            \token_get_all("<?php $text", \TOKEN_PARSE);
        } catch (\ParseError $error) {
            return $error->getMessage();
        }
        return null;
    }

    /** What ended the program before its end; null if nothing did. */
    function broken(): ?string
    {
        $last = \error_get_last();
        $isFatal = $last && $last['type'] & (\E_ERROR | \E_PARSE | \E_CORE_ERROR | \E_COMPILE_ERROR | \E_RECOVERABLE_ERROR);
        return $isFatal ? $last['message'] : null;
    }

    /** Have the tests sent, and run them; how many were told of, null if one failed. */
    function test(string $framework, string $second, $line, $out): ?int
    {
        $broken = broken();
        $changed = changed($framework);
        if ($broken !== null || $changed !== null) {
            \fwrite($out, entry('the program', 'failed', $broken ?? "it changed $changed", $broken === null ? null : 'Error'));
            return null;
        }
        \set_error_handler(null);
        \set_exception_handler(null);
        \fwrite($out, "$second loaded\n");
        $asked = \json_decode(\fgets($line));
        \fclose($line);
        put($asked->files);
        $before = \get_declared_classes();
        foreach (texts($asked) as $text) {
            $code = as_code($text);
            $fault = is_code($code);
            if ($fault !== null) {
                \fwrite($out, \json_encode(['fault' => $fault]) . "\n");
                return null;
            }
            \verifier_evaluate($code);
        }
        if ($framework === 'phpunit') return run_suites($before, $out);
        \fwrite($out, entry('the program', 'passed'));
        return changed($framework) === null ? 1 : null;
    }

    function hold(string $framework): void
    {
        $line = \fopen('php://fd/4', 'r');
        $out = \fopen('php://fd/3', 'w');
        $first = \rtrim(\fgets($line));
        $second = \rtrim(\fgets($line));
        prepare($framework);
        \register_shutdown_function(static function () use ($framework, $line, $out, $first, $second) {
            try {
                $told = test($framework, $second, $line, $out);
            } catch (\Throwable $error) {
                \fwrite($out, failure('the tests', $error));
                return;
            }
            if ($told !== null) \fwrite($out, "$first {\"done\": $told}\n");
        });
    }
}

namespace {
    // In the place of PHP's own, which would bring arguments into traces.
    function ini_set($name, $value)
    {
        return \ini_get($name);
    }

    function ini_alter($name, $value)
    {
        return \ini_get($name);
    }

    /** Run code that sees the program's variables. */
    function verifier_evaluate()
    {
        foreach (array_keys($GLOBALS) as $verifier_name) {
            if (!in_array($verifier_name, ['GLOBALS', 'this', 'verifier_name'], true)) $$verifier_name = &$GLOBALS[$verifier_name];
        }
        unset($verifier_name);
        eval(func_get_arg(0));
    }

    \Verifier\Shared\hold($_SERVER['argv'][1]);
}
