/* Chance and limits. */
#include "simnet.h"

#include <math.h>

uint64_t seed = 1;

static uint64_t mix(uint64_t x) { /* the finisher of splitmix64 */
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
    return x ^ x >> 31;
}

uint64_t draw(uint64_t a, uint64_t b) {
    return mix(mix(mix(seed + 0x9e3779b97f4a7c15ULL) + a) + b);
}

double share(uint64_t a, uint64_t b) {
    return (draw(a, b) >> 11) * 0x1.0p-53;
}

int take(struct bucket *bucket, const struct limit *limit, uint64_t now_ns) {
    if (limit->rate == 0) {
        return 1;
    }
    double filled = bucket->filled_ns == 0 ? limit->burst : (now_ns - bucket->filled_ns) / 1e9 * limit->rate;
    bucket->tokens = fmin(limit->burst, bucket->tokens + filled);
    bucket->filled_ns = now_ns;
    if (bucket->tokens < 1) {
        return 0;
    }
    bucket->tokens--;
    return 1;
}

/* Good and bad spells alternate, each as long as its turn's draw says. */
int in_bad_spell(struct host *host, uint64_t now_ns) {
    const struct behaviour *is = host->is;
    if (is->bad_ns == 0) {
        return 0;
    }
    if (host->turn_ns == 0) {
        host->turn_ns = now_ns;
        host->turns = 1;
    }
    while (now_ns >= host->turn_ns) {
        host->turns++;
        uint64_t mean = host->turns & 1 ? is->bad_ns : is->good_ns;
        host->turn_ns += 1 + (uint64_t) (-log1p(-share(~(uint64_t) host->number, host->turns)) * mean);
    }
    return host->turns & 1;
}
