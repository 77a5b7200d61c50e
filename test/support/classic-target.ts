/** The sandbox's vault that has a configuration server, as a target of ferry.yml beside the usual one. */
export const classicTarget = { vault: 'rsv-classic', replicationHost: { addresses: ['10.0.0.20'] } };
