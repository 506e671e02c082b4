/* A binary heap by (due time, order of arrival), and the free list of its entries. */
#include "simnet.h"

#include <stdlib.h>

static struct pending **heap;
static size_t size, room;
static struct pending **spare;
static size_t spares, spare_room;
static uint64_t orders;

static void *grown(void *array, size_t count, size_t *room_of) {
    if (count < *room_of) {
        return array;
    }
    *room_of = count < 1024 ? 1024 : 2 * count;
    void *larger = realloc(array, *room_of * sizeof(void *));
    if (!larger) {
        abort();
    }
    return larger;
}

struct pending *delay_new(void) {
    struct pending *new = spares > 0 ? spare[--spares] : malloc(sizeof *new);
    if (!new) {
        abort();
    }
    return new;
}

void delay_free(struct pending *pending) {
    spare = grown(spare, spares, &spare_room);
    spare[spares++] = pending;
}

static int before(const struct pending *a, const struct pending *b) {
    return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->order < b->order;
}

void delay_add(struct pending *pending) {
    heap = grown(heap, size, &room);
    pending->order = orders++;
    size_t at = size++;
    while (at > 0 && before(pending, heap[(at - 1) / 2])) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = pending;
}

uint64_t delay_next_ns(void) {
    return size > 0 ? heap[0]->due_ns : UINT64_MAX;
}

struct pending *delay_pop(void) {
    struct pending *first = heap[0], *last = heap[--size];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < size; at = child) {
        child += child + 1 < size && before(heap[child + 1], heap[child]);
        if (!before(heap[child], last)) {
            break;
        }
        heap[at] = heap[child];
    }
    heap[at] = last;
    return first;
}
