say $unknown;
