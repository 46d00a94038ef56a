# Sets `primary` to the host that the Sentinels call the primary; redis-0 where none of them knows better.
find_primary() {
  primary=redis-0.redis
  for sentinel in redis-0.redis redis-1.redis redis-2.redis; do
    # An error is an answer of several words.
    answer=$(timeout 2 redis-cli --raw -h "$sentinel" -p 26379 sentinel get-master-addr-by-name sdl 2>/dev/null | sed -n '1{/^[^ ]*$/p}')
    if [ -n "$answer" ]; then
      primary=$answer
      return
    fi
  done
}
