# ferry:readiness-windows
# Reads what decides whether this machine will boot in Azure. It changes nothing and prints one key=value line per fact.
# It keeps to what PowerShell 2 knows, because Windows Server 2008 R2 comes with that.
$ErrorActionPreference = 'SilentlyContinue'

function Say($key, $value) {
  $text = (@($value) -join ',') -replace '\s+', ' '
  if ($text -eq '') { $text = 'none' }
  if ($text.Length -gt 300) { $text = $text.Substring(0, 300) }
  Write-Output "$key=$text"
}
function Value($path, $name) {
  $item = Get-ItemProperty -Path $path -Name $name
  if ($item) { $item.$name }
}

Say 'ferry.readiness' 'windows 1'
Say 'version' (Get-WmiObject Win32_OperatingSystem).Version

# How a driver starts: 0 boot, 1 system, 2 automatic, 3 on demand, 4 disabled.
foreach ($driver in 'vmbus', 'storvsc', 'storflt', 'netvsc') {
  $path = "HKLM:\SYSTEM\CurrentControlSet\Services\$driver"
  if (-not (Test-Path $path)) { Say "driver.$driver" 'absent'; continue }
  $start = Value $path 'Start'
  if ($start -eq $null) { Say "driver.$driver" 'unknown' } else { Say "driver.$driver" $start }
}

$cards = @(Get-WmiObject Win32_NetworkAdapterConfiguration -Filter 'IPEnabled=True')
if ($cards.Count -eq 0) { Say 'network.static' 'unknown' }
else { Say 'network.static' @($cards | Where-Object { -not $_.DHCPEnabled } | ForEach-Object { $_.Description }) }

$san = Value 'HKLM:\SYSTEM\CurrentControlSet\Services\partmgr\Parameters' 'SanPolicy'
if ($san -eq $null) { Say 'san.policy' 'default' } else { Say 'san.policy' $san }

# Local accounts that may sign in and are administrators; how many is all that is told.
$group = Get-WmiObject Win32_Group -Filter "LocalAccount=True AND SID='S-1-5-32-544'"
if ($group) {
  $members = @($group.GetRelated('Win32_UserAccount') | Where-Object { $_.LocalAccount -and -not $_.Disabled })
  Say 'administrators.local' $members.Count
} else { Say 'administrators.local' 'unknown' }

$pending = @()
if (Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending') { $pending += 'servicing' }
if (Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired') { $pending += 'updates' }
if (Value 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager' 'PendingFileRenameOperations') { $pending += 'files' }
Say 'reboot.pending' $pending

# The key holds one value per route, called destination,mask,gateway,metric.
$routes = Get-Item 'HKLM:\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\PersistentRoutes'
if ($routes) { Say 'routes.amazon' @($routes.GetValueNames() | Where-Object { $_ -like '169.254.169.2*' } | ForEach-Object { $_.Split(',')[0] }) }
else { Say 'routes.amazon' 'none' }

$launch = @(Get-Service | Where-Object { 'EC2Config', 'Amazon EC2Launch' -contains $_.Name -and $_.Status -ne $null } | ForEach-Object { $_.Name })
if (Test-Path 'C:\ProgramData\Amazon\EC2-Windows\Launch') { $launch += 'EC2Launch v1' }
Say 'ec2launch' $launch

# Only where the feature is installed; an encrypted disk is 1, and 2 is a locked one.
$volumes = @(Get-WmiObject -Namespace 'root\CIMV2\Security\MicrosoftVolumeEncryption' -Class Win32_EncryptableVolume)
if ($volumes.Count -eq 0) { Say 'bitlocker' 'not-installed' }
else { Say 'bitlocker' @($volumes | Where-Object { $_.ProtectionStatus -ne 0 } | ForEach-Object { $_.DriveLetter }) }

$denied = Value 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server' 'fDenyTSConnections'
if ($denied -eq $null) { Say 'rdp.denied' 'unknown' } else { Say 'rdp.denied' $denied }

$kms = Value 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform' 'KeyManagementServiceName'
Say 'kms' $kms

$tools = @(Get-Service | Where-Object { 'AmazonSSMAgent', 'AmazonCloudWatchAgent' -contains $_.Name } | ForEach-Object { $_.Name })
Say 'aws.tools' $tools
Say 'ferry.end' '1'
