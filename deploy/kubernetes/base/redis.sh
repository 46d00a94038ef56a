# The SDL: one primary, the others its replicas; nothing on disk.
. "$SCRIPTS/primary.sh"
find_primary
set -- --bind 0.0.0.0 --port 6379 --protected-mode no --save '' --appendonly no --dir "$DATA"
# By name: an address changes with every restart of the pod.
set -- "$@" --replica-announce-ip "$HOST" --repl-diskless-sync-delay 0
if [ "$primary" != "$HOST" ]; then set -- "$@" --replicaof "$primary" 6379; fi
exec redis-server "$@"
