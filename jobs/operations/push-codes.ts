/** What one code of a failed or doubtful push means, and what mends it. */
export interface PushCode {
  readonly code: string;
  /** The same in older messages. */
  readonly also?: string;
  /** A warning lets replication begin. */
  readonly warning?: true;
  readonly says: string;
  readonly remedy: string;
}

const account = 'Correct the account in the configuration manager of the replication host';
const byHand = 'Or install the Mobility service by hand. Then Retry.';
const sharing = 'Let File and Printer Sharing through the Windows Firewall, and see that \\\\machine\\C$ opens from the replication host';

/**
 * The codes by which Site Recovery says why it could not push the Mobility service. Source: Microsoft, "Troubleshoot
 * Mobility service push installation" (MicrosoftDocs/azure-docs, page of 2021-05-27; the names EP… from its forerunner of
 * 2017-08-24); 95001 and 78253: "Troubleshoot replication issues for VMware VMs and physical servers" (same place). Read
 * 2026-11-29. The pages speak of the classic server; that the appliance uses the same codes is not proven.
 */
export const pushCodes: readonly PushCode[] = [
  failed(
    '95107',
    'The push could not log in to the Windows machine: the account is wrong, or is no administrator.',
    `${account}; for a local account set LocalAccountTokenFilterPolicy to 1 on the machine.`,
    'EP0858',
  ),
  failed(
    '95108',
    'The push could not log in to the Linux machine: the account is not root, or sshd takes no password or no SFTP.',
    `${account}: it must be root, with PasswordAuthentication and the SFTP subsystem on in sshd_config.`,
  ),
  failed(
    '95117',
    'The push could not reach the Windows machine.',
    'Open TCP 135 and 445 from the replication host to the machine, in its security groups and in the Windows Firewall, and let WMI and File and Printer Sharing through.',
  ),
  failed(
    '97118',
    'The push could not reach the Linux machine.',
    'Open TCP 22 from the replication host to the machine in its security groups, and see that sshd runs.',
  ),
  failed('95105', 'File and Printer Sharing of the Windows machine let nobody in.', `${sharing}.`, 'EP0856'),
  failed('95106', 'File and Printer Sharing of the Windows machine let nobody in.', `${sharing}.`),
  failed(
    '95103',
    'WMI of the Windows machine let nobody in.',
    'Let Windows Management Instrumentation through its firewall, in all profiles.',
  ),
  failed('95517', 'The account may not copy to the machine: it is no administrator.', `${account}, or make it an administrator.`),
  failed(
    '95518',
    'The trust between the machine and its domain is broken.',
    'Mend the trust, or name an account that may log in through the domain of the machine.',
  ),
  failed('95519', 'The account is disabled.', 'Enable it (net user <name> /active:yes).'),
  failed('95520', 'The account is locked after too many failed log-ins.', `Unlock it. ${account}.`),
  failed(
    '95521',
    'No logon server answered the machine.',
    'See that the machine reaches its domain controller, and start its Netlogon service.',
  ),
  failed('95522', 'The Netlogon service of the machine does not run.', 'Start it (net start Netlogon).'),
  failed(
    '95523',
    'The network of the machine, or its share, was not found.',
    'See that the network still exists and that \\\\machine\\C$ opens from the replication host.',
  ),
  failed(
    '95309',
    'The boot and the system partition are on different disks, which needs a Mobility service from 9.20 on.',
    'Install a newer Mobility service.',
  ),
  failed(
    '95310',
    'The machine has no boot disk that Site Recovery sees, so it would not boot in Azure.',
    'See that its boot disk is attached and online.',
  ),
  failed('95311', 'The machine has several boot disks, which Site Recovery does not support.', 'Leave one of them bootable.'),
  failed(
    '95313',
    'The system partition lies on several disks, which needs a Mobility service from 9.20 on.',
    'Install a newer Mobility service.',
  ),
  failed(
    '95320',
    'GRUB names devices where Site Recovery wants UUIDs, because names may change at a boot.',
    'In the GRUB configuration put root=UUID=… and resume=UUID=… (blkid says them) in the place of device names.',
  ),
  failed('95524', 'The machine has less than 100 MB free for the Mobility service.', 'Make room on it.'),
  failed('95572', 'The machine has too little free memory to install the Mobility service.', 'Free memory on it.'),
  failed('95573', 'The machine has too little free memory to install the Mobility service.', 'Free memory on it.'),
  failed(
    '95001',
    'The replication host may not use its own folders.',
    'Give IUSR the rights on the folders that Microsoft names for error 95001.',
  ),
  failed(
    '78253',
    'The replication policy is not associated with the replication host as it should be.',
    'Associate it anew in the vault, under Site Recovery infrastructure.',
  ),
  warned('95265'),
  warned('95266'),
];

function failed(code: string, says: string, remedy: string, also?: string): PushCode {
  return { code, says, remedy: `${remedy} ${byHand}`, ...(also && { also }) };
}

function warned(code: string): PushCode {
  return {
    code,
    warning: true,
    says: 'The Mobility service is installed, but its newest driver works only after a reboot of the machine. Replication goes on without.',
    remedy: 'Reboot the machine when it suits.',
  };
}
