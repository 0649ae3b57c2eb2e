
#[no_mangle]
pub extern "C" fn verifier_run_TAG(
    _: i32,
    _: *const *const u8,
    note: extern "C" fn(*const u8, i64, i32),
) -> i32 {
    let mut count = 0;
    let mut failed = 0;
    let mut one = |name: &str, must_panic: bool, test: &dyn Fn() -> ::std::process::ExitCode| {
        let test = ::std::panic::AssertUnwindSafe(test);
        let fine = ::std::format!("{:?}", ::std::process::ExitCode::SUCCESS);
        let passed = match ::std::panic::catch_unwind(|| test()) {
            ::std::result::Result::Ok(code) => !must_panic && ::std::format!("{:?}", code) == fine,
            ::std::result::Result::Err(_) => must_panic,
        };
        note(name.as_ptr(), name.len() as i64, passed as i32);
        count += 1;
        failed += !passed as i32;
    };
CALLS
    if failed > 0 || count == 0 { 101 } else { 0 }
}
