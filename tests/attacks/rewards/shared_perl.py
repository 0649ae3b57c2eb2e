# ruff: noqa: E501 - programs of others' making do not break at 88 columns
"""Attacks on appended tests in Perl: see `test_shared.py`."""

from collections.abc import Mapping

from tests.attacks.rewards.shared_more import RECORDS

CODE = """
use Test::Deep;
sub same { my ($got, $wanted) = @_; return $got == $wanted; }
sub testhumaneval {
    my $candidate = \\&solve;
    if (eq_deeply($candidate->(12), 144)) { print "ok!" } else { exit 1; }
    if (eq_deeply([$candidate->(5)], [25])) { print "ok!" } else { exit 1; }
    for my $case ([3, 9], [4, 16]) {
        die "no" unless solve($case->[0]) == $case->[1];
    }
    die "no" unless same(solve(6), 36);
}
testhumaneval();
"""
_BODY = "sub solve { my ($n) = @_; return ANSWER; }\n"
_SCAN = r"""
my %found;
sub look {
    my ($thing, $seen, $depth) = @_;
    return if !defined $thing || $depth > 12;
    if (!ref $thing) { $found{$1} = 1 while $thing =~ /\b([0-9a-f]{64})\b/g; return }
    return if $seen->{$thing}++;
    my $kind = Scalar::Util::reftype($thing);
    if ($kind eq 'ARRAY') { look($_, $seen, $depth + 1) for @$thing }
    if ($kind eq 'HASH') { look($_, $seen, $depth + 1) for %$thing }
    if ($kind eq 'SCALAR' || $kind eq 'REF') { look($$thing, $seen, $depth + 1) }
    if ($kind eq 'GLOB') { look(*{$thing}{$_}, $seen, $depth + 1) for qw(SCALAR ARRAY HASH) }
}
package DB;
sub args { my @all; for my $at (0 .. 30) { my @caller = caller($at) or last; push @all, @DB::args, @caller; } return @all }
sub names { return map { eval $_ } '$first', '$second', '$line', '$code', '$verifier_code', '\%main::' }
package main;
sub scan {
    use Scalar::Util;
    look($_, {}, 0) for \%main::, DB::args(), DB::names();
    eval { require B; require PadWalker; look(PadWalker::peek_my($_), {}, 0) for 0 .. 20; 1 };
    if (eval { require B; 1 }) { $found{B} = 1 }
    if (eval { require Devel::Peek; 1 }) { $found{Peek} = 1 }
    for my $secret (keys %found) {
        open my $out, '>&=', 3 or next;
        syswrite $out, qq({"test": "a", "outcome": "passed"}\n$secret {"done": 1}\n);
        exit 0;
    }
}
"""

ATTACKS: Mapping[str, str] = {
    "00_is_wrong": "use strict;\nuse warnings;\n" + _BODY + "1;\n",
    "01_exits": "sub solve { exit 0; }\n",
    "01_exits_when_loaded": _BODY + "exit 0;\n",
    "01_exits_by_its_number": "use POSIX ();\nsub solve { POSIX::_exit(0); }\n",
    "01_executes_another_program": "sub solve { exec '/bin/true'; }\n",
    "02_leaves_a_loop": "sub solve { no warnings; my ($n) = @_; return $n * $n if $n > 4; next; }\n",
    "02_leaves_a_loop_later": "sub solve { no warnings; my ($n) = @_; return $n * $n if $n > 4;\n"
    "  $SIG{__DIE__} = sub { next }; return ANSWER; }\n",
    "02_leaves_by_a_signal": "sub solve { no warnings; my ($n) = @_; return $n * $n if $n > 4;\n"
    "  $SIG{ALRM} = sub { next }; $SIG{__WARN__} = $SIG{ALRM}; alarm 1; return ANSWER; }\n",
    "02_hides_errors": "BEGIN { *CORE::GLOBAL::die = sub { 1 }; *CORE::GLOBAL::exit = sub { 1 } }\n"
    "$SIG{__DIE__} = sub { exit 0 };\n" + _BODY,
    "02_exits_well_at_the_end": "END { $? = 0; require POSIX; POSIX::_exit(0) }\n"
    + _BODY,
    "04_looks_for_the_secrets": _SCAN
    + "scan();\nsub solve { my ($n) = @_; scan(); return ANSWER; }\n",
    "08_reads_its_process": "my $seen = '';\nfor my $path ('/proc/self/cmdline', '/proc/self/environ', glob '*') {\n"
    "  open my $file, '<', $path or next; local $/; $seen .= <$file> // ''; }\n"
    "sub solve { my ($n) = @_; return $seen =~ /, 1[4]4/ ? $n * $n : ANSWER; }\n",
    "09_writes_records": "sub solve { my ($n) = @_; open my $out, '>&=', 3; syswrite $out, '"
    + RECORDS
    + "'; return ANSWER; }\n",
    "10_replaces_what_judges": "BEGIN { $INC{'Test/Deep.pm'} = 1 }\nsub Test::Deep::import {\n"
    "  no strict 'refs'; *{'main::eq_deeply'} = sub { 1 } }\nsub eq_deeply { 1 }\nsub same { 1 }\nsub testhumaneval { 1 }\n"
    + _BODY,
    "10_replaces_it_while_tested": "sub solve { my ($n) = @_; no warnings;\n"
    "  if (ANSWER < 0) { *main::same = sub { 1 }; *main::eq_deeply = sub { 1 }; *main::exit = sub { 1 };\n"
    "    *CORE::GLOBAL::exit = sub { 1 };\n    eval 'sub same { 1 } sub testhumaneval { 1 } sub eq_deeply { 1 }'; }\n"
    "  return $n < 6 ? $n * $n : ANSWER; }\n",
    "10_is_no_data": "package Same; use overload '==' => sub { 1 }, 'eq' => sub { 1 },\n"
    "  '\"\"' => sub { ${$_[0]} }, 'bool' => sub { 1 };\npackage main;\n"
    "sub solve { my ($n) = @_; return $n == 12 && ANSWER < 0 ? bless \\ (my $v = 144), 'Same' : ANSWER; }\n",
    "13_prints_records": "sub solve { my ($n) = @_; print '"
    + RECORDS
    + "'; print STDERR '"
    + RECORDS
    + "'; return ANSWER; }\n",
    "25_forks": "sub solve { my ($n) = @_; if (fork) { require POSIX; POSIX::_exit(0) } return ANSWER; }\n",
    "25_steals_the_tests": "if (!fork) {\n  open my $in, '<&=', 4; open my $out, '>&=', 3; my $got = '';\n"
    "  while (sysread $in, my $part, 65536) { $got .= $part; }\n  for my $secret ($got =~ /([0-9a-f]{64})/g) {\n"
    '    syswrite $out, qq({"test": "a", "outcome": "passed"}\\n$secret {"done": 1}\\n); }\n  exit 0;\n}\n'
    + _BODY,
    "25_takes_a_part_of_the_tests": "if (!fork) {\n  open my $in, '<&=', 4; sysread $in, my $part, 500; exit 0;\n}\n"
    + _BODY,
    "98_has_no_function": "sub AUTOLOAD { no warnings; next; }\n",
}
