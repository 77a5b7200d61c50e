/** Every action Ferry asks of AWS, with what it is for; a call names its action, and no other can be named. */
export const permissions = {
  'sts:GetCallerIdentity': 'tells which account the credentials belong to; AWS allows it to everybody',
  'sts:AssumeRole': 'takes on the role that ferry.yml names',
  'ec2:DescribeInstances': 'reads the machine, whether it runs, and whether another one has its address',
  'ec2:DescribeVolumes': 'reads how much has to be copied',
  'ec2:DescribeSecurityGroups': 'reads whether the machine and the replication host may reach each other',
  'ec2:DescribeNetworkInterfaces': 'finds the replication host, where it is an EC2 machine',
  'ec2:DescribeNetworkAcls': 'reads whether the subnets let both through',
  'ec2:DescribeRouteTables': 'reads whether a route leads from one to the other',
  'ec2:GetManagedPrefixListEntries': 'reads the addresses behind a rule or route that names a prefix list',
  'ec2:DescribeImages': 'reads the operating system off the image',
  'ec2:DescribeInstanceImageMetadata': 'the same, when the image no longer exists',
  'ec2:DescribeInstanceAttribute': 'reads shutdown behaviour, stop and termination protection',
  'ec2:DescribeInstanceTypes': 'tells Nitro from Xen, and whether its type has disks of the host',
  'ec2:DescribeAddresses': 'reads which Elastic IPs still point at the machine',
  'ssm:DescribeInstanceInformation': 'reads the operating system, as the agent of Systems Manager reports it',
  'ssm:ListInventoryEntries': 'reads which network drivers a Windows machine on Xen uses, where inventory collects it',
  'autoscaling:DescribeAutoScalingInstances': 'reads whether an Auto Scaling group would replace the machine',
  'cloudwatch:GetMetricData': 'reads how much the machine writes in a day',
  'route53:ListHostedZones': 'finds the DNS zones of the account',
  'route53:ListResourceRecordSets': 'reads which DNS records still point at the machine',
  'ec2:DescribeSnapshots': 'finds the snapshots of a migration',
  'ec2:DescribeTags': 'reads whether the machine is tagged already',
  'ssm:ListCommands': 'finds a command whose answer was lost, where ferry.yml allows commands inside machines',
  'ssm:GetCommandInvocation': 'reads what became of a command, where ferry.yml allows them',
  'ec2:StopInstances': 'stops the machine, after approvers have agreed',
  'ec2:StartInstances': 'starts it again, when people go back',
  'ec2:CreateSnapshots': 'keeps the stopped volumes',
  'ec2:CreateTags': 'tags machine, volumes and snapshots',
  'ec2:ModifyInstanceAttribute': 'protects the machine from termination',
  'ssm:SendCommand': 'runs a command inside the machine, where ferry.yml allows it',
} as const;

export type Permission = keyof typeof permissions;
/** Everything but who Ferry is. */
export type SourcePermission = Exclude<Permission, `sts:${string}`>;
