// Just enough PNG to look at the pixels of a screenshot: 8 bits, RGB or RGBA, not interlaced.
import { inflateSync } from 'node:zlib';

/** Width, height, channels and rows of bytes. */
export function readPng(bytes) {
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const channels = bytes[25] === 6 ? 4 : 3;
  const parts = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return { width, height, channels, data: unfilter(inflateSync(Buffer.concat(parts)), width * channels, height, channels) };
}

function unfilter(raw, stride, height, channels) {
  const data = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const left = x < channels ? 0 : data[y * stride + x - channels];
      const up = y === 0 ? 0 : data[(y - 1) * stride + x];
      const corner = y === 0 || x < channels ? 0 : data[(y - 1) * stride + x - channels];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      data[y * stride + x] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return data;
}

function paeth(left, up, corner) {
  const [l, u, c] = [left, up, corner].map((v) => Math.abs(left + up - corner - v));
  return l <= u && l <= c ? left : u <= c ? up : corner;
}

/** How many pixels have each colour, by `#rrggbb`. */
export function colorsOf(bytes) {
  const { channels, data } = readPng(bytes);
  const counts = new Map();
  for (let at = 0; at < data.length; at += channels) {
    const color = `#${data.toString('hex', at, at + 3)}`;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return counts;
}
