-- The same list of addresses for every server, over and over, in one order; one line of JSON at the end.
-- wrk … -s load.lua http://host:port -- requests.txt
-- A line of the file is an address, and after tabs the headers of its request, as `Name: value`.
local requests, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local address, headers = nil, {}
    for part in line:gmatch("[^\t]+") do
      if address then
        local name, value = part:match("^(.-): (.*)$")
        headers[name] = value
      else
        address = part
      end
    end
    requests[#requests + 1] = wrk.format("GET", address, headers)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"duration_us":%d,"bytes":%d,"p50_us":%d,"p99_us":%d,"max_us":%d,' ..
      '"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    latency.max, e.connect, e.read, e.write, e.status, e.timeout))
end
