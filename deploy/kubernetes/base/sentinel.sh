# Sentinel: two of three agree that the primary is gone, then a replica takes its place.
. "$SCRIPTS/primary.sh"
until find_primary && timeout 2 redis-cli -h "$primary" -p 6379 ping >/dev/null 2>&1; do sleep 1; done
# Sentinel writes what it learns into its configuration.
cat >"$DATA/sentinel.conf" <<CONF
bind 0.0.0.0
port 26379
protected-mode no
dir $DATA
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $HOST
sentinel monitor sdl $primary 6379 2
sentinel down-after-milliseconds sdl 2000
sentinel failover-timeout sdl 10000
sentinel parallel-syncs sdl 2
CONF
exec redis-server "$DATA/sentinel.conf" --sentinel
