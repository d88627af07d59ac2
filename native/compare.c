/* Comparisons of two columns, or of their still coarser copies, as bits, with what the processor it is compiled for
 * has; any other in plain C. */
#include "internal.h"

#if defined(__AVX512BW__)
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

void omc_compare_short(const int16_t *a, const int16_t *b, int64_t words, uint64_t *above, uint64_t *below) {
  for (int64_t w = 0; w < words; w++, a += 64, b += 64) {
    __m512i x = _mm512_loadu_si512(a), y = _mm512_loadu_si512(b);
    __m512i u = _mm512_loadu_si512(a + 32), v = _mm512_loadu_si512(b + 32);
    above[w] = (uint64_t)_mm512_cmpgt_epi16_mask(x, y) | (uint64_t)_mm512_cmpgt_epi16_mask(u, v) << 32;
    below[w] = (uint64_t)_mm512_cmpgt_epi16_mask(y, x) | (uint64_t)_mm512_cmpgt_epi16_mask(v, u) << 32;
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

/* 32 comparisons of 16 bits as bits: packed to bytes, lane by lane, so the middle quarters change places. */
static uint64_t more_of(const int16_t *a, const int16_t *b) {
  __m256i one = _mm256_cmpgt_epi16(_mm256_loadu_si256((const __m256i *)a), _mm256_loadu_si256((const __m256i *)b));
  __m256i two =
      _mm256_cmpgt_epi16(_mm256_loadu_si256((const __m256i *)(a + 16)), _mm256_loadu_si256((const __m256i *)(b + 16)));
  __m256i bytes = _mm256_permute4x64_epi64(_mm256_packs_epi16(one, two), _MM_SHUFFLE(3, 1, 2, 0));
  return (uint32_t)_mm256_movemask_epi8(bytes);
}

void omc_compare_short(const int16_t *a, const int16_t *b, int64_t words, uint64_t *above, uint64_t *below) {
  for (int64_t w = 0; w < words; w++, a += 64, b += 64) {
    above[w] = more_of(a, b) | more_of(a + 32, b + 32) << 32;
    below[w] = more_of(b, a) | more_of(b + 32, a + 32) << 32;
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

void omc_compare_short(const int16_t *a, const int16_t *b, int64_t words, uint64_t *above, uint64_t *below) {
  uint8_t more[64], less[64];
  for (int64_t w = 0; w < words; w++, a += 64, b += 64) {
    for (int i = 0; i < 64; i++) more[i] = a[i] > b[i];
    for (int i = 0; i < 64; i++) less[i] = a[i] < b[i];
    above[w] = packed(more);
    below[w] = packed(less);
  }
}

#endif
