/**
 * The puzzles of a challenge, as `features/capture/proof_of_work.py` sets them.
 *
 * `puzzles` is turned into its own source for a worker, so nothing outside of it may be named there.
 */

export type Puzzle = (challenge: string, bits: number, part: number) => number;

export function puzzles(): Puzzle {
  const rounds = new Int32Array(64);
  const start = new Int32Array(8);
  for (let prime = 2, found = 0; found < 64; prime++) {
    let divisor = 2;
    while (divisor * divisor <= prime && prime % divisor) divisor++;
    if (divisor * divisor <= prime) continue;
    if (found < 8) start[found] = (prime ** (1 / 2) * 2 ** 32) | 0;
    rounds[found++] = (prime ** (1 / 3) * 2 ** 32) | 0;
  }
  const words = new Int32Array(64);
  const state = new Int32Array(8);
  const at = (list: Int32Array, index: number): number => list[index] as number;
  const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

  /** SHA-256 of one more block, which stands in the first sixteen of `words`. */
  const compress = (): void => {
    for (let i = 16; i < 64; i++) {
      const a = at(words, i - 15);
      const b = at(words, i - 2);
      words[i] =
        (at(words, i - 16) +
          (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) +
          at(words, i - 7) +
          (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) |
        0;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < 64; i++) {
      const one =
        (h +
          (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
          ((e & f) ^ (~e & g)) +
          at(rounds, i) +
          at(words, i)) |
        0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    const after = [a, b, c, d, e, f, g, h];
    for (let i = 0; i < 8; i++) state[i] = (at(state, i) + (after[i] as number)) | 0;
  };

  const seedOf = (challenge: string): Int32Array => {
    const length = challenge.length;
    const blocks = Math.ceil((length + 9) / 64);
    const padded = new Int32Array(blocks * 16);
    for (let i = 0; i <= length; i++) {
      const byte = i < length ? challenge.charCodeAt(i) : 0x80;
      padded[i >> 2] = at(padded, i >> 2) | (byte << (24 - 8 * (i % 4)));
    }
    padded[blocks * 16 - 1] = length * 8;
    state.set(start);
    for (let i = 0; i < blocks; i++) {
      words.set(padded.subarray(i * 16, i * 16 + 16));
      compress();
    }
    return state.slice();
  };

  return (challenge, bits, part) => {
    const seed = seedOf(challenge);
    for (let number = 0; ; number++) {
      words.fill(0, 0, 16);
      words.set(seed);
      words[8] = part;
      words[9] = number;
      words[10] = 0x80000000;
      words[15] = 40 * 8;
      state.set(start);
      compress();
      if (at(state, 0) >>> (32 - bits) === 0) return number;
    }
  };
}
