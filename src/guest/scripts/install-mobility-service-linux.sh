#!/bin/sh
# ferry:install-mobility-service-linux
# Installs the Mobility service and registers it with the replication appliance. Running it again takes up where it ended.
# Set before: URL and SHA256 of the installer, PARAMETER, INSTANCE and REGION, and CREDENTIALLESS (true or false).
# The appliance's configuration file is read by this machine, with its own role; it is shown to nobody and kept nowhere.
ROOT="${ROOT:-}"
set -u
umask 077
LC_ALL=C
export LC_ALL

work=$(mktemp -d) || exit 20
trap 'rm -rf "$work"' EXIT
fail() { printf '%s\n' "$2" | tail -n 1 | cut -c1-200 >&2; exit "$1"; }
last() { tail -n 1 "$work/words" 2>/dev/null; }

agent="$ROOT/usr/local/ASR/Vx/bin/UnifiedAgentConfigurator.sh"
if [ ! -x "$agent" ]; then
  curl -fsSL --proto '=https' --max-time 900 -o "$work/installer.tar.gz" "$URL" 2>"$work/words" || fail 21 "$(last)"
  echo "$SHA256  $work/installer.tar.gz" | sha256sum -c >/dev/null 2>&1 || fail 22 'its SHA-256 differs'
  tar -xf "$work/installer.tar.gz" -C "$work" 2>"$work/words" || fail 23 "$(last)"
  (cd "$work" && ./install -q -r MS -v VmWare -c CSPrime) >"$work/words" 2>&1 || fail 24 "$(last)"
  sed -n 's/.*Agent Config Input[^:]*:[[:space:]]*/agent.config.input=/p' "$work/words" | head -n 1
fi

command -v aws >/dev/null 2>&1 || fail 25 'the AWS CLI is not installed'
parameter() {
  aws ssm get-parameter --region "$REGION" --name "$1" --with-decryption --query Parameter.Value --output text >"$work/config.json" 2>"$work/words"
}
parameter "$PARAMETER/$INSTANCE" || parameter "$PARAMETER" || fail 26 "$(last)"
set -- -S "$work/config.json" -q -c CSPrime
[ "$CREDENTIALLESS" = true ] && set -- "$@" -D true
"$agent" "$@" >/dev/null 2>&1 || fail 27 "the configurator ended with code $?"
echo ferry.installed=1
