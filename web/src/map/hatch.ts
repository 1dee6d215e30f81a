// The hatch of "no value", drawn here: there is no sprite to fetch.
import { colors } from './colors';

const SIZE = 8;

/** White with grey diagonals, seamless. */
export function hatch(): { width: number; height: number; data: Uint8ClampedArray } {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colors.hatch.slice(at, at + 2), 16)) as [number, number, number];
  const data = new Uint8ClampedArray(SIZE * SIZE * 4).fill(255);
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      if ((x + y) % SIZE < 2) data.set([r, g, b, 255], 4 * (y * SIZE + x));
    }
  }
  return { width: SIZE, height: SIZE, data };
}
