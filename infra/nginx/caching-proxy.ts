export interface CachingProxy {
  /** For everything that it writes. */
  directory: string
  /** HOST:PORT, here and of the gateway. */
  listen: string
  upstream: string
}

/**
 * nginx before a gateway as a cache for the ticks of races: of all who ask for the same file at once one request goes on
 * (`proxy_cache_lock`), for as long as a gateway may wait for a tick; while something old is asked for anew, the others
 * get the old one (`updating`). What has grown old and is the same still is not sent again (`revalidate`). What may be kept, and for how long, the gateway says.
 */
export const cachingProxy = ({ directory, listen, upstream }: CachingProxy): string => `
daemon off;
master_process off;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log warn;
worker_rlimit_nofile 65536;
events { worker_connections 16384; }
http {
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${directory}/${name};`).join('\n')}
  proxy_cache_path ${directory}/cache levels=1:2 keys_zone=ticks:10m max_size=1g inactive=10m use_temp_path=off;
  upstream gateway {
    server ${upstream};
    keepalive 64;
  }
  server {
    listen ${listen} backlog=4096;
    location = /nginx { return 200; }
    location / {
      proxy_pass http://gateway;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_cache ticks;
      proxy_cache_lock on;
      proxy_cache_lock_timeout 10s;
      proxy_cache_lock_age 10s;
      proxy_cache_use_stale updating;
      proxy_cache_revalidate on;
      add_header X-Cache $upstream_cache_status always;
    }
  }
}
`
