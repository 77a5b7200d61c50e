# ferry:install-mobility-service-windows
# Installs the Mobility service and registers it with the replication appliance. Running it again takes up where it ended.
# Set before: $Url and $Sha256 of the installer, $Parameter, $Instance and $Region, and $Credentialless ('true' or 'false').
# The appliance's configuration file is read by this machine, with its own role; it is shown to nobody and kept nowhere.
$ErrorActionPreference = 'Stop'
$location = 'C:\Program Files (x86)\Microsoft Azure Site Recovery'
$agent = Join-Path $location 'agent\UnifiedAgentConfigurator.exe'
$work = Join-Path $env:TEMP ([guid]::NewGuid().ToString())
New-Item -ItemType Directory -Path $work | Out-Null
# Administrators and the system alone may read what is in it.
& icacls $work /inheritance:r /grant '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null

function Leave($code, $words) {
  Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
  if ($words) { [Console]::Error.WriteLine((([string]$words) -replace '\s+', ' ')) }
  exit $code
}

if (-not (Test-Path $agent)) {
  $installer = Join-Path $work 'MobilityServiceInstaller.exe'
  try {
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    (New-Object Net.WebClient).DownloadFile($Url, $installer)
  } catch { Leave 21 $_.Exception.Message }
  $stream = [IO.File]::OpenRead($installer)
  try { $hash = [BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($stream)) -replace '-', '' } finally { $stream.Close() }
  if ($hash -ne $Sha256) { Leave 22 'its SHA-256 differs' }
  $extracted = Join-Path $work 'Extracted'
  $unpacked = Start-Process -FilePath $installer -ArgumentList '/q', "/x:$extracted" -Wait -PassThru
  if ($unpacked.ExitCode -ne 0) { Leave 23 "unpacking ended with code $($unpacked.ExitCode)" }
  $log = Join-Path $work 'install.log'
  $options = '/Platform', 'vmware', '/Silent', '/Role', 'MS', '/CSType', 'CSPrime', '/InstallLocation', "`"$location`""
  $installed = Start-Process -FilePath (Join-Path $extracted 'UnifiedAgentInstaller.exe') -ArgumentList $options -Wait -PassThru -RedirectStandardOutput $log
  # 3010 and its like: it works, and wants a reboot.
  if (0, 1641, 3010 -notcontains $installed.ExitCode) { Leave 24 "the installer ended with code $($installed.ExitCode)" }
  $inputLine = Get-Content $log | Where-Object { $_ -match 'Agent Config Input[^:]*:\s*(.+)$' } | Select-Object -First 1
  if ($inputLine) { Write-Output ('agent.config.input=' + ($inputLine -replace '^.*Agent Config Input[^:]*:\s*', '')) }
}

$config = Join-Path $work 'config.json'
$reader = Get-Command Get-SSMParameter -ErrorAction SilentlyContinue
if (-not $reader -and -not (Get-Command aws -ErrorAction SilentlyContinue)) { Leave 25 'neither AWS Tools for PowerShell nor the AWS CLI is installed' }
$value = $null
foreach ($name in "$Parameter/$Instance", $Parameter) {
  try {
    if ($reader) { $value = (Get-SSMParameter -Name $name -WithDecryption $true -Region $Region).Value }
    else { $value = & aws ssm get-parameter --region $Region --name $name --with-decryption --query Parameter.Value --output text 2>$null }
  } catch { $words = $_.Exception.Message }
  if ($value) { break }
}
if (-not $value) { Leave 26 $words }
[IO.File]::WriteAllText($config, ($value -join "`n"))
$options = '/SourceConfigFilePath', "`"$config`"", '/CSType', 'CSPrime'
if ($Credentialless -eq 'true') { $options += '/CredentialLessDiscovery', 'true' }
$registered = Start-Process -FilePath $agent -ArgumentList $options -Wait -PassThru
if ($registered.ExitCode -ne 0) { Leave 27 "the configurator ended with code $($registered.ExitCode)" }
Write-Output 'ferry.installed=1'
Leave 0
