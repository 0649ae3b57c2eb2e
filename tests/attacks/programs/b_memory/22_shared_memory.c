// 22 Hides memory in System V shared segments: memory_limit_exceeded
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(void) {
  for (;;) {
    int id = shmget(IPC_PRIVATE, 8 << 20, IPC_CREAT | 0600);
    char *block = shmat(id, NULL, 0);
    if (id < 0 || block == (char *)-1) return 3;
    memset(block, 1, 8 << 20);
    shmdt(block);
  }
}
