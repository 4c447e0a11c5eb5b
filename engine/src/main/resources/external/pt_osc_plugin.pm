package pt_online_schema_change_plugin;

# Lets Palinode say when the tables may be swapped: while a file is there, they are not.

use strict;
use warnings;

sub new {
    my ($class, %args) = @_;
    local $| = 1;
    return bless {cxn => $args{cxn}}, $class;
}

sub before_swap_tables {
    my ($self) = @_;
    my $seconds = 0;
    local $| = 1;
    print "Palinode: ready to swap\n";
    while (-e $ENV{PALINODE_POSTPONE_FILE}) {
        sleep 1;
        next if ++$seconds % 5;
        # The connection is kept; and a reader that is gone ends this program.
        $self->{cxn}->dbh()->do("SELECT 'Palinode: waiting'");
        print "Palinode: waiting to swap\n";
    }
    return;
}

sub after_swap_tables {
    my ($self, %args) = @_;
    local $| = 1;
    print "Palinode: swapped, old table is $args{old_tbl}->{tbl}\n" if $args{old_tbl};
    return;
}

1;
