/* Comparisons of two columns as bits, with what the processor it is compiled for has; any other in plain C. */
#include "internal.h"

#if defined(__AVX512F__)
#include <immintrin.h>

void omc_compare(const float *a, const float *b, int64_t words, uint64_t *above, uint64_t *below) {
  for (int64_t w = 0; w < words; w++, a += 64, b += 64) {
    uint64_t more = 0, less = 0;
    for (int k = 0; k < 4; k++) {
      __m512 x = _mm512_loadu_ps(a + 16 * k), y = _mm512_loadu_ps(b + 16 * k);
      more |= (uint64_t)_mm512_cmp_ps_mask(x, y, _CMP_GT_OQ) << (16 * k);
      less |= (uint64_t)_mm512_cmp_ps_mask(x, y, _CMP_LT_OQ) << (16 * k);
    }
    above[w] = more;
    below[w] = less;
  }
}

#elif defined(__AVX2__)
#include <immintrin.h>

void omc_compare(const float *a, const float *b, int64_t words, uint64_t *above, uint64_t *below) {
  for (int64_t w = 0; w < words; w++, a += 64, b += 64) {
    uint64_t more = 0, less = 0;
    for (int k = 0; k < 8; k++) {
      __m256 x = _mm256_loadu_ps(a + 8 * k), y = _mm256_loadu_ps(b + 8 * k);
      more |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(x, y, _CMP_GT_OQ)) << (8 * k);
      less |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(x, y, _CMP_LT_OQ)) << (8 * k);
    }
    above[w] = more;
    below[w] = less;
  }
}

#else

/* Eight bytes of 0 or 1 to eight bits: each is shifted to a place of its own in the highest byte. */
static uint64_t packed(const uint8_t *flags) {
  uint64_t word = 0;
  for (int k = 0; k < 8; k++) {
    uint64_t eight = 0;
    for (int j = 0; j < 8; j++) eight |= (uint64_t)flags[8 * k + j] << (8 * j);
    word |= (eight * 0x0102040810204080u >> 56) << (8 * k);
  }
  return word;
}

void omc_compare(const float *a, const float *b, int64_t words, uint64_t *above, uint64_t *below) {
  uint8_t more[64], less[64];
  for (int64_t w = 0; w < words; w++, a += 64, b += 64) {
    for (int i = 0; i < 64; i++) more[i] = a[i] > b[i];
    for (int i = 0; i < 64; i++) less[i] = a[i] < b[i];
    above[w] = packed(more);
    below[w] = packed(less);
  }
}

#endif
