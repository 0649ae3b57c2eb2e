# Runs a program and then test code in one process, and tells of its end.
# usage: perl verifier_shared.pl SOURCE
#
# Descriptor 4 gives two secrets and, once the program is loaded, the second one and a
# length, the test code and a NUL; 3 is written; `verifier/graders/line.py` is at the other end. The secrets are lexical
# variables of `hold`. What shows those of others is taken away first: the package DB,
# whose code sees its caller's, and libraries like B and Devel::Peek. What judges are
# lexical functions of ours (the most used of Test::More and Test::Deep), which no
# program can replace. Every call from the test code into the program goes through a
# gate, behind which all that a program changed is put back, and which it must leave by
# returning: Perl's `next` and `last` would lead out of it into loops of the tests.
package Verifier::Shared;
use strict;
use warnings;
use feature qw(lexical_subs current_sub);
no warnings qw(once redefine);
use IO::Handle;
use Scalar::Util ();
require DynaLoader;
require XSLoader;

my $TESTS = 'verifier_tests.pl';
my $UNSEEN = qr{/(?:B|Peek|PadWalker|Opcode|Dumpvalue|Inspector)\.so\z};
my $DEBUGGER = \%DB::;    # kept, as the interpreter still points there

sub quoted {
    my $text = "$_[0]";
    $text = substr $text, 0, 1500;
    $text =~ s/([^ !#-\[\]-~])/sprintf '\\u%04x', ord($1) < 65536 ? ord $1 : 63/ge;
    return qq{"$text"};
}

# Tells of a failure; never of a secret.
sub tell_failure {
    my ($out, $name, $message, $raised) = @_;
    my $more = $raised ? ', "raised": ' . quoted($raised) : '';
    my $entry = '{"test": ' . quoted($name) . ', "outcome": "failed", "message": ' . quoted($message) . "$more}\n";
    syswrite $out, $entry;
    return;
}

sub take_away {
    my $load = \&DynaLoader::dl_load_file;
    *DynaLoader::dl_load_file = sub {
        die "this library is not for programs under test\n" if $_[0] =~ $UNSEEN || $_[0] !~ m{\A/usr/lib/};
        return $load->(@_);
    };
    delete $main::{'DB::'};
    delete $INC{'DB.pm'};
    return;
}

# Says what differs; undef if two values hold the same data. Nothing here can be replaced.
my $difference = sub {
    my ($got, $wanted, $at) = @_;
    my $same = __SUB__;
    return defined $got ? "$at: got a value" : "$at: got undef" if defined $got != defined $wanted;
    return undef if !defined $got;
    my ($kind, $form) = (ref $got, ref $wanted);
    return "$at: got " . ($kind || 'a scalar') if $kind ne $form;
    return undef if !$kind && $got eq $wanted;
    return "$at: got '$got', wanted '$wanted'" if !$kind;
    if ($kind eq 'ARRAY') {
        return "$at: got " . @$got . ' items, wanted ' . @$wanted if @$got != @$wanted;
        for my $index (0 .. $#$wanted) {
            my $found = $same->($got->[$index], $wanted->[$index], "${at}[$index]");
            return $found if defined $found;
        }
        return undef;
    }
    if ($kind eq 'HASH') {
        return "$at: got other keys" if join("\0", sort keys %$got) ne join("\0", sort keys %$wanted);
        for my $key (keys %$wanted) {
            my $found = $same->($got->{$key}, $wanted->{$key}, "${at}{$key}");
            return $found if defined $found;
        }
        return undef;
    }
    return $same->($$got, $$wanted, "\$$at") if $kind eq 'SCALAR' || $kind eq 'REF';
    return $got == $wanted ? undef : "$at: another $kind";
};

my ($entered, $left, $is_testing, $is_begun) = (0, 0, 0, 0);
my $restore = sub { };

# The function itself for all but the test code; the test code comes back by it, or not at all.
sub gated {
    my ($function) = @_;
    return sub {
        goto &$function if !$is_testing || (caller)[1] ne $TESTS;
        $entered++;
        my ($wants, $is_fine, @values) = (wantarray, 0);
        my $error = do {
            local $@ = "it was left by a loop's next or last\n";
            {
                $is_fine = eval {
                    if    ($wants)         { @values    = &$function }
                    elsif (defined $wants) { $values[0] = &$function }
                    else                   { &$function }
                    1;
                };
            }
            $@;
        };
        $left++;
        $restore->();
        die $error || "it was left by a loop's next or last\n" if !$is_fine;
        $_ = gated($_) for grep { ref $_ eq 'CODE' } @values;
        return $wants ? @values : $values[0];
    };
}

# All packages but ours and those that were there before.
sub packages {
    my ($from, $known, $found) = @_;
    no strict 'refs';
    for my $key (keys %{"${from}::"}) {
        next if $key !~ /\A(\w+)::\z/ || $key eq 'main::';
        my $name = $from eq 'main' ? $1 : "${from}::$1";
        next if $known->{$name}++;
        push @$found, $name;
        packages($name, $known, $found);
    }
    return $found;
}

sub functions_of {
    my ($package) = @_;
    no strict 'refs';
    my %found;
    for my $name (keys %{"${package}::"}) {
        my $glob = \${"${package}::"}{$name};
        next if $name =~ /::\z|\A(?:BEGIN|END|INIT|CHECK|UNITCHECK|DESTROY|AUTOLOAD|import|__ANON__)\z/;
        next if $name !~ /\A\w+\z/ || !defined &{"${package}::$name"};
        $found{"${package}::$name"} = \&{"${package}::$name"};
    }
    return \%found;
}

sub put_gates {
    my ($packages, $known) = @_;
    no strict 'refs';
    for my $package (@$packages) {
        my $functions = functions_of($package);
        for my $name (keys %$functions) {
            next if $known->{$name} && $known->{$name} == $functions->{$name};
            my $gate = gated($functions->{$name});
            my $prototype = prototype $functions->{$name};
            &Scalar::Util::set_prototype($gate, $prototype) if defined $prototype;
            *{$name} = $gate;
        }
    }
    return;
}

# Puts back what decides how test code goes on: functions, signals, the debugger.
sub restorer {
    my ($fixed) = @_;
    return sub {
        no strict 'refs';
        alarm 0;
        for my $signal (keys %SIG) {
            $SIG{$signal} = 'DEFAULT' if defined $SIG{$signal} && ref $SIG{$signal};
        }
        $SIG{__DIE__} = 'DEFAULT' if defined $SIG{__DIE__};
        $SIG{__WARN__} = 'DEFAULT' if defined $SIG{__WARN__};
        %CORE::GLOBAL:: = ();
        $^P = 0;
        for my $name (keys %$fixed) {
            next if defined &{$name} && \&{$name} == $fixed->{$name};
            *{$name} = $fixed->{$name};
        }
        return;
    };
}

sub text_of {
    my ($path) = @_;
    open my $file, '<:raw', $path or return '';
    local $/;
    my $text = <$file>;
    close $file;
    return $text;
}

# Test code sees what the program has at its top: `my` variables and functions of the
# package main. It is compiled here, where nothing of `hold` is in scope.
sub evaluate {
    my ($verifier_code, $verifier_begin) = @_;
    my @verifier_failures;
    my $verifier_told = sub {
        my ($fine, $name) = @_;
        push @verifier_failures, defined $name && length $name ? $name : 'a test' if !$fine;
        print STDOUT $fine ? "ok\n" : "not ok\n";
        return $fine;
    };
    my sub exit {
        my ($status) = @_;
        $verifier_begin->($status // 0);
    }
    my sub verifier_start { $verifier_begin->() }
    my sub eq_deeply { my ($got, $wanted) = @_; return !defined $difference->($got, $wanted, '$data') }
    my sub cmp_deeply {
        my ($got, $wanted, $name) = @_;
        my $found = $difference->($got, $wanted, '$data');
        return $verifier_told->(!defined $found, $name // $found);
    }
    my sub is_deeply { my ($got, $wanted, $name) = @_; return &cmp_deeply($got, $wanted, $name) }
    my sub ok ($;$) { my ($fine, $name) = @_; return $verifier_told->($fine, $name) }
    my sub is ($$;$) {
        my ($got, $wanted, $name) = @_;
        my $same = defined $got && defined $wanted ? $got eq $wanted : defined $got == defined $wanted;
        return $verifier_told->($same, $name // 'is');
    }
    my sub isnt ($$;$) {
        my ($got, $wanted, $name) = @_;
        my $same = defined $got && defined $wanted ? $got eq $wanted : defined $got == defined $wanted;
        return $verifier_told->(!$same, $name // 'isnt');
    }
    my sub like ($$;$) { my ($got, $wanted, $name) = @_; return $verifier_told->(defined $got && $got =~ $wanted, $name // 'like') }
    my sub unlike ($$;$) { my ($got, $wanted, $name) = @_; return $verifier_told->(!(defined $got && $got =~ $wanted), $name // 'unlike') }
    my sub pass (;$) { return $verifier_told->(1, $_[0]) }
    my sub fail (;$) { return $verifier_told->(0, $_[0]) }
    my sub diag { print STDERR @_, "\n" }
    my sub note { return 1 }
    my sub plan { return 1 }
    my sub done_testing { return 1 }
    my sub BAIL_OUT { die "bailed out: @_\n" }
    eval qq{package main; no strict; no warnings; verifier_start();\n# line 1 "$TESTS"\n$verifier_code\n;1} or return [$@];
    return @verifier_failures ? [undef, @verifier_failures] : undef;
}

{
    package main;    # a file is compiled in the package of whoever loads it

    sub Verifier::Shared::load_program { return do "./$_[0]" }
}

sub hold {
    my ($source) = @_;
    open my $line, '<&=', 4 or die;
    open my $out, '>&=', 3 or die;
    my $first = <$line>;
    my $second = <$line>;
    chomp($first, $second);
    my $known = {};
    my %mine = map { $_ => 1 } @{packages('main', $known, [])};
    my $before = functions_of('main');
    take_away();
    $@ = '';
    my $loaded = load_program($source);
    my $problem = $@ || (!defined $loaded && !-e $source && "$!");
    if (defined &main::AUTOLOAD) { $problem ||= "AUTOLOAD at its top hides which functions it has\n" }
    if ($problem) {
        print STDERR $problem;
        tell_failure($out, 'the program', $problem, 'die');
        return 1;
    }
    syswrite $out, "$second loaded\n";
    local $/ = "\n";
    my $head = <$line> // '';
    # What another process of the program's has taken of it is missing here.
    return 1 if $head !~ /\A\Q$second\E (\d+)\n\z/;
    my $count = $1;
    my $code;
    return 1 if read($line, $code, $count + 1) != $count + 1 || substr($code, -1) ne "\0";
    chop $code;
    close $line;

    @INC = grep { m{\A/} } @INC;
    push @INC, '.';
    $INC{'Test/Deep.pm'} = $INC{'Test/More.pm'} = $INC{'Test/Simple.pm'} = __FILE__;
    put_gates(['main', @{packages('main', $known, [])}], $before);
    # That the test code ends the process, well, is its end where it stands last.
    $code =~ s/\bexit\s*(?:\(\s*0?\s*\)|0)?\s*;?\s*\z//;
    my $fixed = {};
    my $ours = $$;
    my $begin = sub {
        if (@_) {
            tell_failure($out, 'the tests', "they ended with $_[0]") if $$ == $ours;
            CORE::exit(1);
        }
        $fixed = functions_of('main');
        $restore = restorer($fixed);
        $restore->();
        $is_testing = $is_begun = 1;
    };
    restorer({})->();
    my $failed = evaluate($code, $begin);
    $is_testing = 0;
    if ($failed && defined $failed->[0]) {
        my $error = $failed->[0];
        if (!$is_begun) {
            syswrite $out, '{"fault": ' . quoted($error) . "}\n";
            return 1;
        }
        $error = ref $error ? 'an object' : $error;
        print STDERR $error;
        tell_failure($out, 'the tests', $error, $error =~ / at (?:\.\/)?\Q$source\E line / ? 'die' : '');
        return 1;
    }
    if ($failed) {
        tell_failure($out, $_, 'it failed') for grep { defined } @$failed;
        return 1;
    }
    if ($entered != $left) {
        tell_failure($out, 'the program', 'it was left by other means than a return');
        return 1;
    }
    syswrite $out, qq({"test": "the program", "outcome": "passed"}\n$first {"done": 1}\n);
    return 0;
}

my $status = hold(shift @ARGV);
CORE::exit($status);
