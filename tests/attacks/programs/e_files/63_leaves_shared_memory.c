// 63 Leaves shared memory, queues and semaphores, and looks for those of the run before: accepted
#include <fcntl.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "contained.h"

int main(void) {
  HOLDS(shmget(4711, 0, 0) < 0);
  HOLDS(msgget(4711, 0) < 0);
  HOLDS(semget(4711, 0, 0) < 0);
  HOLDS(shm_open("/left", O_RDWR, 0) < 0);
  HOLDS(mq_open("/left", O_RDWR) < 0);
  HOLDS(shmget(4711, 4096, IPC_CREAT | 0666) >= 0);
  HOLDS(msgget(4711, IPC_CREAT | 0666) >= 0);
  HOLDS(semget(4711, 1, IPC_CREAT | 0666) >= 0);
  HOLDS(shm_open("/left", O_RDWR | O_CREAT, 0666) >= 0);
  mq_open("/left", O_RDWR | O_CREAT, 0666, NULL);
  return done();
}
