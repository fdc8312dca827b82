/**
 * The numbers of the explorer, computed in the browser: S, its Jacobian, the loss and the gradient.
 *
 * The same steps as the package's Python functions take, so that both agree to the last few bits:
 * the largest score is subtracted, the rounding error of that difference is carried along, and the term
 * of the largest score (which is 1) is kept apart from the sum of the others, so that 1 − S and ln S keep
 * their digits where S rounds to 1.
 *
 * @module softmax
 */

/**
 * @typedef {object} Numbers
 * @property {number} K how many classes
 * @property {number[]} theta the scores
 * @property {number[]} y the target as weights
 * @property {number} temperature T; S is the softmax of θ/T
 * @property {number} weight Σy
 * @property {number[]} s S
 * @property {number[]} rest 1 − S, without cancellation
 * @property {number[]} logS ln S
 * @property {number[]} gradient ∂L/∂θ = (S·Σy − y)/T
 * @property {number} loss −Σ y ln S
 */

/**
 * Sum with the rounding errors carried along (Neumaier).
 * @param {number[]} values
 * @returns {number}
 */
export function accurateSum(values) {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(lost) ? sum + lost : sum;
}

/**
 * The rounding error of the difference a − b, exactly: a − b = (a − b rounded) + error.
 * @param {number} a
 * @param {number} b
 * @returns {number}
 */
export function differenceError(a, b) {
  const difference = a - b;
  if (!Number.isFinite(difference)) return 0;
  const bRounded = a - difference;
  const aRounded = difference + bRounded;
  return a - aRounded + (bRounded - b);
}

/**
 * The target as K weights.
 * @param {number | number[] | null} y a class index, K weights, or nothing
 * @param {number} K
 * @returns {number[]}
 */
export function targetWeights(y, K) {
  if (Array.isArray(y)) return y;
  return Array.from({ length: K }, (_, k) => (k === y ? 1 : 0));
}

/**
 * @param {number[]} theta scores; −Infinity masks a class
 * @param {number | number[] | null} y
 * @param {number} [temperature]
 * @returns {Numbers}
 */
export function evaluate(theta, y, temperature = 1) {
  const K = theta.length;
  const weights = targetWeights(y, K);
  const t = theta.map((score) => score / temperature);
  const largest = Math.max(...t);
  const winner = t.indexOf(largest);
  const difference = t.map((score) => score - largest);
  const lost = t.map((score) => differenceError(score, largest));
  const e = difference.map((d, k) => Math.exp(d) * (1 + lost[k]));
  const others = accurateSum(e.filter((_, k) => k !== winner)); // Σ without the largest term, which is 1
  const sum = 1 + others;
  const s = e.map((value) => value / sum);
  const rest = e.map((value, k) => (k === winner ? others : 1 + (others - value)) / sum);
  const logSum = Math.log1p(others);
  const logS = difference.map((d, k) => d - logSum + lost[k]);
  const gradient = s.map((value, j) => {
    const otherWeights = accurateSum(weights.filter((_, k) => k !== j));
    return (value * otherWeights - weights[j] * rest[j]) / temperature;
  });
  const loss = accurateSum(weights.map((weight, k) => (weight === 0 ? 0 : -weight * logS[k])));
  return {
    K, theta, y: weights, temperature, weight: accurateSum(weights), s, rest, logS, gradient, loss,
  };
}

/**
 * One cell of the Jacobian: J_ij = S_i (δ_ij − S_j) / T.
 * @param {Numbers} numbers
 * @param {number} i the output that is watched
 * @param {number} j the input that is nudged
 * @returns {number}
 */
export function jacobian({ s, rest, temperature }, i, j) {
  return (i === j ? s[i] * rest[i] : -(s[i] * s[j])) / temperature;
}

/**
 * The slope of the loss along each output: ∂L/∂S_i = −y_i/S_i. It can leave the range of doubles.
 * @param {Numbers} numbers
 * @param {number} i
 * @returns {number}
 */
export function upstream({ y, logS }, i) {
  return y[i] === 0 ? 0 : -y[i] * Math.exp(-logS[i]);
}

/**
 * The terms (−y_i/S_i) J_ij for one j. S_i is cancelled before anything is computed: y_i S_j, and
 * −y_j (1 − S_j) for i = j. So a tiny S_i, or one that has rounded to 0, does no harm.
 * @param {Numbers} numbers
 * @param {number} j
 * @returns {number[]}
 */
export function termsOf({ y, s, rest, temperature }, j) {
  return y.map((weight, i) => (weight === 0 ? 0 : (weight * (i === j ? -rest[j] : s[j])) / temperature));
}

/**
 * The score θ_i at which S_i takes a wanted value while the other scores stay.
 * @param {Numbers} numbers
 * @param {number} i
 * @param {number} wanted strictly between 0 and 1
 * @returns {number}
 */
export function scoreFor({ theta, temperature }, i, wanted) {
  const t = theta.filter((_, k) => k !== i).map((score) => score / temperature);
  const largest = Math.max(...t);
  const logOthers = largest + Math.log(accurateSum(t.map((score) => Math.exp(score - largest))));
  return temperature * (Math.log(wanted) - Math.log1p(-wanted) + logOthers);
}
