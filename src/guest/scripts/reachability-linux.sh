# ferry:reachability-linux
# Tries a TCP connection to each of TARGETS, address:port joined by +, and says in one line per target what became of it.
# It sends nothing over a connection, closes it at once, and changes nothing.
# open: connected. refused: the address answered, and nothing listens. timeout: nothing answered within five seconds.
# unreachable: this machine, or a router, says that no way leads there. unknown: it could not be tried.
LC_ALL=C
export LC_ALL

# The redirection is bash's own; sh may be another shell.
try() {
  command -v bash >/dev/null 2>&1 && command -v timeout >/dev/null 2>&1 || { echo unknown; return; }
  said=$(timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>&1)
  case $?:"$said" in
    0:*) echo open ;;
    124:* | *'timed out'*) echo timeout ;;
    *'onnection refused'*) echo refused ;;
    *nreachable* | *'o route to host'*) echo unreachable ;;
    *) echo unknown ;;
  esac
}

echo 'ferry.reachability=linux 1'
IFS=+
for target in $TARGETS; do
  echo "tcp.$target=$(try "${target%:*}" "${target##*:}")"
done
echo 'ferry.end=1'
