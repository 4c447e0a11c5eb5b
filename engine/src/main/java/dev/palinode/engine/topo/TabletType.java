package dev.palinode.engine.topo;

/** The roles of a tablet, named as in Vitess. */
public enum TabletType {
    PRIMARY,
    REPLICA,
    RDONLY
}
