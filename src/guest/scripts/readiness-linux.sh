#!/bin/sh
# ferry:readiness-linux
# Reads what decides whether this machine will boot in Azure. It changes nothing and prints one key=value line per fact.
# ROOT is a folder to read instead of /, for looking at a copy.
ROOT="${ROOT:-}"
LC_ALL=C
export LC_ALL

say() { printf '%s=%s\n' "$1" "$(printf '%s' "${2:-none}" | tr '\n' ' ' | cut -c1-300)"; }
# One word per hit, separated by commas; nothing where there is none.
words() { sort -u | tr '\n' ',' | sed 's/,$//'; }
# Lines that are no comments, of files that exist.
lines() { cat "$@" 2>/dev/null | sed 's/#.*//' | grep -v '^[[:space:]]*$'; }

say ferry.readiness 'linux 1'

kernel=$(cat "$ROOT/proc/sys/kernel/osrelease" 2>/dev/null || uname -r)
say kernel "$kernel"

# A driver is of use when it is built in, or in the image that the kernel starts from. The network driver may also wait on the disk.
modules="$ROOT/lib/modules/$kernel"
image=''
for candidate in "initramfs-$kernel.img" "initrd.img-$kernel" "initrd-$kernel"; do
  [ -r "$ROOT/boot/$candidate" ] && image="$ROOT/boot/$candidate" && break
done
contents=''
if [ -n "$image" ]; then
  for tool in lsinitrd lsinitramfs; do
    command -v "$tool" >/dev/null 2>&1 && contents=$("$tool" "$image" 2>/dev/null) && [ -n "$contents" ] && break
  done
fi
driver() {
  if grep -q "/$1\.ko" "$modules/modules.builtin" 2>/dev/null; then echo builtin
  elif [ -n "$contents" ] && printf '%s' "$contents" | grep -q "/$1\.ko"; then echo initramfs
  elif [ -z "$contents" ]; then echo unknown
  elif [ -n "$(find "$modules/" -name "$1.ko*" 2>/dev/null)" ]; then echo disk
  else echo absent
  fi
}
say driver.hv_vmbus "$(driver hv_vmbus)"
say driver.hv_storvsc "$(driver hv_storvsc)"
say driver.hv_netvsc "$(driver hv_netvsc)"

# Names that Azure gives to other disks, or to none.
names='/dev/(xvd|nvme|sd|vd)[a-z0-9]*'
if [ -r "$ROOT/etc/fstab" ]; then
  say fstab.devices "$(lines "$ROOT/etc/fstab" | awk '{ print $1 }' | grep -E "^$names" | words)"
else
  say fstab.devices unknown
fi
if [ -r "$ROOT/proc/cmdline" ]; then
  say cmdline.root "$(tr ' ' '\n' <"$ROOT/proc/cmdline" | sed -n 's/^root=//p' | tail -n 1)"
  say cmdline.console "$(tr ' ' '\n' <"$ROOT/proc/cmdline" | sed -n 's/^console=//p' | words)"
else
  say cmdline.root unknown
  say cmdline.console unknown
fi

# Configuration of the network that only fits the card that EC2 gave it.
in_network() {
  for file in "$ROOT"/etc/sysconfig/network-scripts/ifcfg-* "$ROOT"/etc/NetworkManager/system-connections/* \
    "$ROOT"/etc/netplan/* "$ROOT"/etc/network/interfaces "$ROOT"/etc/network/interfaces.d/* \
    "$ROOT"/etc/systemd/network/* "$ROOT"/etc/udev/rules.d/*persistent-net*; do
    case "$file" in */ifcfg-lo) continue ;; esac
    [ -f "$file" ] || continue
    lines "$file" | grep -qiE "$1" && printf '%s\n' "${file#"$ROOT"}"
  done
}
say network.mac "$(in_network '^[[:space:]]*(HWADDR|MACADDR|mac-address|MACAddress|macaddress)[[:space:]]*[=:]|ATTR.?address' | words)"
say network.static "$(in_network '^[[:space:]]*(IPADDR[0-9]*=|Address=|addresses:|address[0-9]+=|iface .* inet static)' | words)"
say network.named "$(in_network '^[[:space:]]*(DEVICE=|interface-name=|Name=|auto |allow-hotplug |iface |)"?e(ns|np|no)[0-9]' | words)"

if [ -d "$ROOT/etc/cloud" ]; then
  say cloudinit.datasources "$(lines "$ROOT/etc/cloud/cloud.cfg" "$ROOT"/etc/cloud/cloud.cfg.d/*.cfg | sed -n 's/^[[:space:]]*datasource_list:[[:space:]]*//p' | tail -n 1 | tr -d '[] ')"
else
  say cloudinit.datasources absent
fi
say time.amazon "$(grep -lF 169.254.169.123 "$ROOT"/etc/chrony.conf "$ROOT"/etc/chrony.d/* "$ROOT"/etc/chrony/chrony.conf \
  "$ROOT"/etc/chrony/conf.d/* "$ROOT"/etc/chrony/sources.d/* "$ROOT"/etc/ntp.conf "$ROOT"/etc/systemd/timesyncd.conf 2>/dev/null | sed "s|^$ROOT||" | words)"

tools=''
for tool in amazon-ssm-agent amazon-cloudwatch-agent ec2-instance-connect; do
  for place in "$ROOT/usr/bin/$tool" "$ROOT/etc/systemd/system/$tool.service" "$ROOT/usr/lib/systemd/system/$tool.service" "$ROOT/snap/$tool" "$ROOT/opt/aws/$tool"; do
    [ -e "$place" ] && tools="$tools $tool" && break
  done
done
say aws.tools "$(printf '%s' "$tools" | sed 's/^ //; s/ /,/g')"
say ferry.end 1
