#ifndef CALLOCATOR_H
#define CALLOCATOR_H

/// Lets all threads share one heap, where the C library's allocator can be told so; to be called before there are threads.
void callocator_share_heap(void);

#endif
