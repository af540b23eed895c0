#!/usr/bin/env bash
# Builds docker/Dockerfile and runs the image where there is neither Docker nor a registry of images: with buildah, over base
# images made here of Debian's packages and of this machine's .NET. It shows that the file builds and that the service runs
# without a shell, not as root, on a read-only file system. The base images are Debian's, not Microsoft's: nothing for production.
#   scripts/build-image-without-docker.sh             the service
#   scripts/build-image-without-docker.sh training    docker/Dockerfile.training, which then trains for a moment
# As root, on Debian or its kin, with the packages buildah and debootstrap; Debian's mirror and NuGet must be reachable.
# In the environment: FOLDER, where images lie (artifacts/images), and PORT of the service (18080).
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-service}
folder=$(realpath -m "${FOLDER:-artifacts/images}")
port=${PORT:-18080}
suite=trixie # its libraries are as new as those of the real base, Ubuntu 24.04
registry=mcr.microsoft.com/dotnet

for program in buildah debootstrap; do
  command -v "$program" > /dev/null || { echo "$program is missing: apt-get install --no-install-recommends buildah debootstrap" >&2; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo "Run this as root: debootstrap and mounts need it." >&2; exit 1; }
# Mounts of its own, which end with it.
[ -n "${OWN_MOUNTS:-}" ] || OWN_MOUNTS=1 exec unshare --mount "$0" "$@"

mkdir -p "$folder"
# Storage of its own: base images that only look like Microsoft's must not be found by other builds.
storage=(--root "$folder/storage" --runroot "$folder/run")
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")

# 1. A small Debian, and of its packages what a chiseled image has: the C and C++ libraries, OpenSSL, certificates.
if [ ! -d "$folder/debian" ]; then
  debootstrap --variant=minbase --include=ca-certificates,libssl3t64,libstdc++6 "$suite" "$folder/debian.new" > "$folder/debootstrap.log"
  mv "$folder/debian.new" "$folder/debian"
fi
chiseled=$folder/chiseled
if [ ! -d "$chiseled" ]; then
  rm -rf "$chiseled.new"
  mkdir "$chiseled.new"
  for package in base-files libc6 libgcc-s1 libstdc++6 libssl3t64 zlib1g libzstd1; do
    dpkg-deb -x "$folder"/debian/var/cache/apt/archives/"${package}"_*.deb "$chiseled.new"
  done
  # Debian keeps /lib and its kin as links into /usr, which its packages do not bring.
  for link in bin lib lib64 sbin; do [ -e "$chiseled.new/$link" ] || { mkdir -p "$chiseled.new/usr/$link"; ln -s "usr/$link" "$chiseled.new/$link"; }; done
  mkdir -p "$chiseled.new"/{tmp,etc/ssl/certs,home/app,usr/share/dotnet/shared,usr/bin}
  chmod 1777 "$chiseled.new/tmp"
  cp "$folder/debian/etc/ssl/certs/ca-certificates.crt" "$chiseled.new/etc/ssl/certs/"
  printf 'root:x:0:0:root:/root:/usr/sbin/nologin\napp:x:1654:1654::/home/app:/usr/sbin/nologin\n' > "$chiseled.new/etc/passwd"
  printf 'root:x:0:\napp:x:1654:\n' > "$chiseled.new/etc/group"
  cp -r "$dotnet"/{dotnet,host,LICENSE.txt,ThirdPartyNotices.txt} "$chiseled.new/usr/share/dotnet/"
  cp -r "$dotnet"/shared/Microsoft.{NETCore,AspNetCore}.App "$chiseled.new/usr/share/dotnet/shared/"
  ln -s /usr/share/dotnet/dotnet "$chiseled.new/usr/bin/dotnet"
  mv "$chiseled.new" "$chiseled"
fi

# 2. The two base images, under the names that the Dockerfile asks for.
base() { # NAME FOLDER CONFIGURATION...
  local name=$1 root=$2 container
  shift 2
  buildah "${storage[@]}" inspect --type image "$name" > /dev/null 2>&1 && return
  container=$(buildah "${storage[@]}" from scratch)
  buildah "${storage[@]}" copy -q "$container" "$root" / > /dev/null
  buildah "${storage[@]}" config "$@" "$container"
  buildah "${storage[@]}" commit -q --rm "$container" "$name" > /dev/null
}
sdk=$folder/sdk
if [ ! -d "$sdk" ]; then
  cp -a "$folder/debian" "$sdk.new"
  rm -f "$sdk.new"/var/cache/apt/archives/*.deb
  mkdir -p "$sdk.new/usr/share/dotnet"
  cp -r "$dotnet"/. "$sdk.new/usr/share/dotnet/"
  ln -s /usr/share/dotnet/dotnet "$sdk.new/usr/bin/dotnet"
  # This machine's certificates: its way to NuGet may lead through a proxy with one of its own.
  cp -L /etc/ssl/certs/ca-certificates.crt "$sdk.new/etc/ssl/certs/"
  mv "$sdk.new" "$sdk"
fi
base "$registry/sdk:10.0-noble" "$sdk" --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true
base "$registry/aspnet:10.0-noble-chiseled" "$chiseled" --env APP_UID=1654 --env ASPNETCORE_HTTP_PORTS=8080 \
  --env DOTNET_RUNNING_IN_CONTAINER=true --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true --user 1654

base "$registry/runtime:10.0-noble" "$sdk" --env APP_UID=1654 --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true

# 3. The image. Docker's format, since the other one knows no health check.
build() { # DOCKERFILE NAME
  buildah "${storage[@]}" build --isolation chroot --network host --pull-never --format docker -f "$1" -t "$2" \
    --build-arg REVISION="$(git rev-parse HEAD 2> /dev/null || echo unknown)" .
}
if [ "$what" = training ]; then
  build docker/Dockerfile.training plateapi-training
  container=$(buildah "${storage[@]}" from --pull-never localhost/plateapi-training)
  trap 'buildah "${storage[@]}" rm "$container" > /dev/null' EXIT
  training() { buildah "${storage[@]}" run --isolation chroot "$container" -- dotnet /app/Training.Export.dll "$@"; }
  training verify --model plate-reader
  training train --recipe reader --run /tmp/run --epochs 1 --samples 64 --validation-samples 64
  exit
fi
[ "$what" = service ] || { echo "'$what' is neither service nor training." >&2; exit 1; }
if curl -s -o /dev/null "http://127.0.0.1:$port/"; then echo "Port $port is in use: set PORT." >&2; exit 1; fi
build docker/Dockerfile plateapi

# 4. The service out of the image's own file system, which is made read-only, as the image's user; asked for its health, a picture, and to stop.
setting() { buildah "${storage[@]}" inspect --type image --format "{{$1}}" localhost/plateapi; }
container=$(buildah "${storage[@]}" from --pull-never localhost/plateapi)
trap '[ -z "${service:-}" ] || kill "$service" 2> /dev/null || true; umount -R "$root" 2> /dev/null || true; buildah "${storage[@]}" rm "$container" > /dev/null' EXIT
root=$(buildah "${storage[@]}" mount "$container")
user=$(setting .Docker.Config.User)
mapfile -t variables < <(setting 'range .Docker.Config.Env}}{{println .}}{{end')
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
inside=(env -i "${variables[@]}" ASPNETCORE_HTTP_PORTS="$port" PlateApi__Open=true
  setpriv --no-new-privs chroot --userspec "$user:$user" "$root")
echo "user:       $user, $("${inside[@]}" sh -c 'echo and there is a shell' 2> /dev/null || echo no shell)"
"${inside[@]}" dotnet /app/PlateApi.dll > "$folder/service.log" 2>&1 &
service=$!
# As HEALTHCHECK does.
for _ in $(seq 60); do "${inside[@]}" dotnet /app/PlateApi.dll health > /dev/null 2>&1 && break; sleep 1; done
echo "health:     $("${inside[@]}" dotnet /app/PlateApi.dll health)"
echo "answer:     $(curl -sf -F image=@docs/plate.png "http://127.0.0.1:$port/recognize?mode=crop" | head -c 250) …"
kill -TERM "$service"
wait "$service" && code=0 || code=$?
echo "exit code:  $code"
echo "size:       $(du -sm --exclude=proc --exclude=dev "$root" | cut -f1) MiB, of them $(du -sm "$root/app" | cut -f1) MiB the program and $(du -sm "$root/app/models" | cut -f1) MiB models"
