# ferry:reachability-windows
# Tries a TCP connection to each of $Targets, address:port joined by +, and says in one line per target what became of it.
# It sends nothing over a connection, closes it at once, and changes nothing. It keeps to what PowerShell 2 knows.
# open: connected. refused: the address answered, and nothing listens. timeout: nothing answered within five seconds.
# unreachable: this machine, or a router, says that no way leads there. unknown: it could not be tried.
function Try-Port($address, $port) {
  $client = New-Object System.Net.Sockets.TcpClient
  try {
    $pending = $client.BeginConnect($address, [int]$port, $null, $null)
    if (-not $pending.AsyncWaitHandle.WaitOne(5000, $false)) { return 'timeout' }
    $client.EndConnect($pending)
    return 'open'
  } catch {
    $problem = $_.Exception
    while ($problem.InnerException) { $problem = $problem.InnerException }
    switch ([string]$problem.SocketErrorCode) {
      'ConnectionRefused' { return 'refused' }
      'TimedOut' { return 'timeout' }
      'HostUnreachable' { return 'unreachable' }
      'NetworkUnreachable' { return 'unreachable' }
      default { return 'unknown' }
    }
  } finally { $client.Close() }
}

Write-Output 'ferry.reachability=windows 1'
foreach ($target in $Targets.Split('+')) {
  $address, $port = $target.Split(':')
  Write-Output "tcp.$target=$(Try-Port $address $port)"
}
Write-Output 'ferry.end=1'
