/* The one function of lodash that the corpora call, with its meaning: equal by
 * value, NaN equal to itself, 0 to -0. */
'use strict';
const { isDeepStrictEqual } = require('util');
const plain = (value) => {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(plain);
  if (value && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
};
exports.isEqual = (left, right) => isDeepStrictEqual(plain(left), plain(right));
