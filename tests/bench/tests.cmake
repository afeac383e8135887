# The benches build themselves against optimised code; here only so that tools know their flags.
add_executable(journal_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/journal_bench.c)
target_link_libraries(journal_bench PRIVATE shuzhi_collector shuzhi_flags)
add_executable(live_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/live_bench.c)
target_link_libraries(live_bench PRIVATE shuzhi_web test_support shuzhi_flags)
add_executable(cases_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/cases_bench.c)
target_link_libraries(cases_bench PRIVATE shuzhi_config shuzhi_metrics shuzhi_flags)
add_executable(archive_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/archive_bench.c)
target_link_libraries(archive_bench PRIVATE shuzhi_web shuzhi_flags)
