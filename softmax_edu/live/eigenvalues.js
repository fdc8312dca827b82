/**
 * Eigenvalues of a symmetric matrix, by Jacobi's rotations.
 *
 * Slow for large matrices, short, and exact to the last bits for those of up to ten rows that are drawn.
 *
 * @module eigenvalues
 */

const MOST_SWEEPS = 30; // six are usual; the count is a guard against entries that are no numbers

/**
 * Each rotation in the plane of p and q makes the entry at (p, q) zero and leaves the sum of all squares as
 * it was, so that the squares gather on the diagonal (Golub & Van Loan, Matrix Computations, §8.5).
 * @param {number[][]} matrix symmetric
 * @returns {number[]} the eigenvalues, the largest first
 */
export function eigenvalues(matrix) {
  const a = matrix.map((row) => row.slice());
  const n = a.length;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
    let rotated = false;
    for (let p = 0; p < n - 1; p += 1) {
      for (let q = p + 1; q < n; q += 1) {
        // Nothing is left to rotate where the entry no longer counts beside the diagonal.
        if (Math.abs(a[p][q]) <= Number.EPSILON * Math.sqrt(Math.abs(a[p][p] * a[q][q])) / 4) continue;
        rotate(a, p, q);
        rotated = true;
      }
    }
    if (!rotated) break;
  }
  return a.map((row, k) => row[k]).sort((x, y) => y - x);
}

/**
 * @param {number[][]} a changed in place
 * @param {number} p
 * @param {number} q
 */
function rotate(a, p, q) {
  const half = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const moved = tangent * a[p][q];
  a[p][p] -= moved;
  a[q][q] += moved;
  a[p][q] = 0;
  a[q][p] = 0;
  for (let k = 0; k < a.length; k += 1) {
    if (k === p || k === q) continue;
    const [kp, kq] = [a[k][p], a[k][q]];
    a[k][p] = cosine * kp - sine * kq;
    a[p][k] = a[k][p];
    a[k][q] = sine * kp + cosine * kq;
    a[q][k] = a[k][q];
  }
}
