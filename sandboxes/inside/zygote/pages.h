#ifndef PAGES_H
#define PAGES_H

void settle_pages(void);

#endif
